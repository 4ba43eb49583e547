-- Removes a live function, and keeps what it was for calls that name a deployment.
create or replace function stopgap.drop_live_function(function oid)
returns void
language plpgsql
as $$
begin
  perform stopgap.keep_version(n.nspname, p.proname)
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where p.oid = function;
  perform stopgap.drop_function(function);
end
$$;
