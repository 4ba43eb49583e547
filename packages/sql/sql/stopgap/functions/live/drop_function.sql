create or replace function stopgap.drop_function(function oid)
returns void
language plpgsql
as $$
begin
  execute (
    select format('drop routine %I.%I(pg_catalog.jsonb)', n.nspname, p.proname)
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where p.oid = function
  );
end
$$;
