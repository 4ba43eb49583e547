-- The live functions of a deployment, each with what has become of it: ok, drifted or missing.
create or replace function stopgap.verified_functions(deployment_id bigint)
returns table (fn_name name, function_path text, status text, drift jsonb)
language sql stable
as $$
  select v.live_fn_name, v.function_path,
    case when p.oid is null then 'missing' when drifts.drift = '[]' then 'ok' else 'drifted' end,
    drifts.drift
  from stopgap.fn_version v
  left join pg_namespace n on n.nspname = v.live_fn_schema
  left join pg_proc p
    on p.pronamespace = n.oid and p.proname = v.live_fn_name and p.pronargs = 1 and p.proargtypes[0] = 'jsonb'::regtype
  left join stopgap.artifact_drift(verified_functions.deployment_id) a on a.fn_name = v.fn_name
    and a.function_path is not distinct from v.function_path
  cross join lateral (
    select case when p.oid is null then '[]' else stopgap.drift(p, v) end || coalesce(a.drift, '[]') offset 0
  ) as drifts (drift)
  where v.deployment_id = verified_functions.deployment_id and v.live_fn_name is not null
$$;
