-- Runs as the caller: who may ask is who may execute it.
create or replace function stopgap.diff_bundle(env text, bundle jsonb)
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
  perform stopgap.log('info', format('stopgap diff_bundle started: env=%s', env));
  perform stopgap.check_bundle(bundle);
  select * into environment from stopgap.environment e where e.env = diff_bundle.env;
  result := jsonb_build_object(
    'env', env,
    'source_root', bundle -> 'source_root',
    'live_schema', environment.live_schema,
    'active_deployment_id', environment.active_deployment_id
  ) || stopgap.comparison(
    stopgap.deployment_candidates(environment.active_deployment_id),
    stopgap.bundle_candidates(bundle),
    stopgap.bundle_modules(bundle -> 'artifacts'));
  perform stopgap.log('info', format('stopgap diff_bundle done: %s', result -> 'summary'));
  perform stopgap.count_operation('diff', null, started);
  return result;
exception when query_canceled or others then
  perform stopgap.count_operation('diff', sqlstate, started);
  perform stopgap.log('warn', format('stopgap diff_bundle failed: %s', sqlerrm));
  raise;
end
$$;
comment on function stopgap.diff_bundle(text, jsonb) is
  'What a deploy of a bundle would change: {summary, functions}, with the contract that each function has now';
