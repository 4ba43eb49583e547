-- The live functions that deployments of an environment have made and a deployment does not have. Only deployments after
-- `made_after` count.
create or replace function stopgap.unused_functions(env text, deployment_id bigint, made_after bigint)
returns table (function oid, fn_name name, dependents text[])
language sql stable
as $$
  select p.oid, p.proname, stopgap.dependents(p.oid)
  from stopgap.environment e
  join pg_namespace n on n.nspname = e.live_schema
  join pg_proc p on p.pronamespace = n.oid
  where e.env = unused_functions.env
    and p.pronargs = 1
    and p.proargtypes[0] = 'jsonb'::regtype
    and not exists (
      select
      from stopgap.fn_version v
      where v.deployment_id = unused_functions.deployment_id
        and v.live_fn_schema = n.nspname and v.live_fn_name = p.proname
    )
    and exists (
      select
      from stopgap.fn_version v
      join stopgap.deployment d on d.id = v.deployment_id
      where v.live_fn_schema = n.nspname and v.live_fn_name = p.proname
        and d.env = e.env and (d.id > made_after or d.id = e.active_deployment_id)
    )
    and plts.is_plts(p.oid)
  order by p.proname
$$;
