-- What verify answers. It runs on a standby too, for whoever may call it.
create or replace function stopgap.verification(env text)
returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  environment stopgap.environment;
  live_namespace pg_namespace;
  schema jsonb;
  functions jsonb;
  counts jsonb;
  unexpected jsonb;
  left_over jsonb;
  versions jsonb;
begin
  select * into environment from stopgap.environment e where e.env = verification.env;
  if environment.active_deployment_id is null then
    raise exception 'cannot verify env %: environment missing or has no active deployment', coalesce(env, 'null')
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  select * into live_namespace from pg_namespace n where n.nspname = environment.live_schema;
  schema := case when live_namespace.oid is null then '[]' else stopgap.live_schema_drift(live_namespace) end;
  schema := jsonb_build_object(
    'status', case when live_namespace.oid is null then 'missing' when schema = '[]' then 'ok' else 'drifted' end,
    'drift', schema);
  select
    coalesce(jsonb_agg(to_jsonb(f) order by f.fn_name), '[]'),
    jsonb_build_object(
      'ok', count(*) filter (where f.status = 'ok'),
      'drifted', count(*) filter (where f.status = 'drifted'),
      'missing', count(*) filter (where f.status = 'missing'))
  into functions, counts
  from stopgap.verified_functions(environment.active_deployment_id) f;
  select
    coalesce(jsonb_agg(o.name order by o.name) filter (where not o.is_left_over), '[]'),
    coalesce(jsonb_agg(o.name order by o.name) filter (where o.is_left_over), '[]')
  into unexpected, left_over
  from stopgap.other_functions(environment) o;
  select coalesce(jsonb_agg(
    jsonb_build_object('fn_name', m.live_fn_name, 'function_path', m.function_path, 'deployment_id', m.deployment_id)
    order by m.deployment_id, m.live_fn_name), '[]')
  into versions
  from stopgap.missing_versions(environment.env) m;
  return jsonb_build_object(
    'env', environment.env,
    'deployment_id', environment.active_deployment_id,
    'live_schema', environment.live_schema,
    'is_ok', schema ->> 'status' = 'ok' and counts - 'ok' = '{"drifted": 0, "missing": 0}' and unexpected = '[]'
      and versions = '[]',
    'summary', counts || jsonb_build_object(
      'unexpected', jsonb_array_length(unexpected),
      'left_over', jsonb_array_length(left_over),
      'missing_versions', jsonb_array_length(versions)),
    'schema', schema,
    'functions', functions,
    'unexpected', unexpected,
    'left_over', left_over,
    'missing_versions', versions);
end
$$;
