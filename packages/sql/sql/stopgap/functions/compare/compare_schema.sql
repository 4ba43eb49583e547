create or replace function stopgap.compare_schema(env text, from_schema text, requested_as name)
returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- PostgreSQL expects far more rows of JSON than there are: compiling its plans would take longer than all the rest.
set jit = off
as $$
declare
  environment stopgap.environment;
  result jsonb;
  started timestamptz := clock_timestamp();
begin
  perform stopgap.log('info', format('stopgap diff started: env=%s from_schema=%s', env, from_schema));
  perform stopgap.check_source_schema('diff', requested_as, from_schema);
  select * into environment from stopgap.environment e where e.env = compare_schema.env;
  if environment.active_deployment_id is null then
    raise exception 'cannot diff env %: environment missing or has no active deployment', env
      using errcode = 'object_not_in_prerequisite_state', hint = 'Deploy to it first.';
  end if;
  perform stopgap.refuse_overloads(from_schema);
  result := jsonb_build_object(
    'env', env,
    'source_schema', from_schema,
    'live_schema', environment.live_schema,
    'active_deployment_id', environment.active_deployment_id
  ) || stopgap.comparison(
    stopgap.deployment_candidates(environment.active_deployment_id),
    stopgap.schema_candidates(from_schema),
    hidden => '{function_path,active_contract}');
  perform stopgap.log('info', format('stopgap diff done: %s', result -> 'summary'));
  perform stopgap.count_operation('diff', null, started);
  return result;
exception when query_canceled or others then
  perform stopgap.count_operation('diff', sqlstate, started);
  perform stopgap.log('warn', format('stopgap diff failed: %s', sqlerrm));
  raise;
end
$$;
