-- Whether a function says of itself that a deployment has made it live.
create or replace function stopgap.is_deployed(p pg_proc)
returns boolean
language sql stable
as $$
  select p.prosrc like '-- plts {%' and coalesce(plts.pointer(p.oid) ->> 'mode' = 'stopgap_deployed', false)
$$;
