-- The live functions that deployments of an environment have made and a deployment does not have. Only the active
-- deployment and those after `made_after` count; with 0 all do, also those that are no longer kept, whose functions tell
-- so themselves.
create or replace function stopgap.unused_functions(env text, deployment_id bigint, made_after bigint)
returns table (function oid, fn_name name, dependents text[])
language sql stable
as $$
  with made (live_fn_schema, live_fn_name) as (
    select v.live_fn_schema, v.live_fn_name
    from stopgap.environment e
    join stopgap.deployment d on d.env = e.env and (d.id > made_after or d.id = e.active_deployment_id)
    join stopgap.fn_version v on v.deployment_id = d.id and v.live_fn_name is not null
    where e.env = unused_functions.env
    union
    select e.live_schema, p.proname
    from stopgap.environment e
    join pg_namespace n on n.nspname = e.live_schema
    join pg_proc p on p.pronamespace = n.oid
    where e.env = unused_functions.env and made_after = 0 and stopgap.is_deployed(p)
  ), unused as (
    select m.live_fn_schema, m.live_fn_name
    from made m
    except
    select v.live_fn_schema, v.live_fn_name
    from stopgap.fn_version v
    where v.deployment_id = unused_functions.deployment_id
  )
  select p.oid, p.proname, stopgap.dependents(p.oid)
  from unused u
  join pg_proc p on p.oid = stopgap.live_function(u.live_fn_schema, u.live_fn_name)
  where plts.is_plts(p.oid)
  order by p.proname
$$;
