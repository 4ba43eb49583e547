-- The functions of a deployment that are not live as it has them.
create or replace function stopgap.outdated_versions(deployment_id bigint)
returns setof stopgap.fn_version
language sql stable
as $$
  select v.*
  from stopgap.fn_version v
  left join pg_namespace n on n.nspname = v.live_fn_schema
  left join pg_proc p
    on p.pronamespace = n.oid and p.proname = v.live_fn_name and p.pronargs = 1 and p.proargtypes[0] = 'jsonb'::regtype
  where v.deployment_id = outdated_versions.deployment_id
    and v.live_fn_name is not null
    and (p.oid is null or not stopgap.is_as_deployed(p, v))
  order by v.live_fn_name
$$;
