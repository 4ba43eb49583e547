create or replace function stopgap.perform_request()
returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- PostgreSQL expects far more rows of JSON than there are: compiling its plans would take longer than all the rest.
set jit = off
as $$
declare
  a jsonb := new.arguments;
  started timestamptz := clock_timestamp();
begin
  -- Loads the engine that counts, before anything is locked.
  perform plts.plts_read_counters() from (values (1)) as one_row;
  new.result := stopgap.repeated_answer(new.operation);
  if new.result is not null then
    return new;
  end if;
  -- A bundle is large.
  perform stopgap.log('info', format('stopgap %s started: %s', new.operation, a - 'bundle'));
  case new.operation
    when 'deploy' then
      new.result := to_jsonb(
        stopgap.perform_deploy(new.requested_as, a ->> 'env', a ->> 'from_schema', a ->> 'label'));
    when 'try_deploy' then
      new.result := stopgap.attempt(new.requested_as, new.operation, a);
    when 'deploy_bundle' then
      if a #> '{options,keep_failure}' = 'true' then
        new.result := stopgap.attempt(new.requested_as, new.operation, a);
      else
        new.result := stopgap.perform_deploy_bundle(
          new.requested_as, a ->> 'env', a -> 'bundle', a ->> 'label', a -> 'options');
      end if;
    when 'promote' then
      new.result := to_jsonb(
        stopgap.perform_promote(new.requested_as, a ->> 'from_env', a ->> 'to_env', a ->> 'label'));
    when 'record_failure' then
      new.result := to_jsonb(stopgap.perform_record_failure(
        stopgap.bundle_draft(new.requested_as, a ->> 'env', null, a ->> 'label'), a -> 'error'));
    when 'rollback' then
      new.result := to_jsonb(stopgap.perform_rollback(
        new.requested_as, a ->> 'env', (a ->> 'steps')::integer, (a ->> 'to_id')::bigint));
    when 'activate' then
      new.result := to_jsonb(
        stopgap.perform_activate(new.requested_as, a ->> 'env', (a ->> 'deployment_id')::bigint));
    when 'plan' then
      new.result := stopgap.perform_plan(
        new.requested_as, a ->> 'env', a ->> 'from_schema', (a ->> 'prune')::boolean);
    when 'plan_bundle' then
      new.result := stopgap.perform_plan_bundle(
        new.requested_as, a ->> 'env', a -> 'bundle', (a ->> 'prune')::boolean);
    when 'prune' then
      new.result := stopgap.perform_prune(a ->> 'env', (a ->> 'dry_run')::boolean);
    when 'repair' then
      new.result := stopgap.perform_repair(a ->> 'env');
    when 'remember_grants' then
      perform stopgap.perform_remember_grants(a ->> 'env');
    when 'collect_garbage' then
      new.result := stopgap.perform_collect_garbage((a ->> 'keep')::integer, (a ->> 'dry_run')::boolean);
    when 'pin' then
      new.result := stopgap.perform_pin(
        new.requested_as, (a ->> 'deployment_id')::bigint, (a ->> 'until')::timestamptz);
  end case;
  perform stopgap.log('info', format('stopgap %s done: %s', new.operation, new.result));
  perform stopgap.count_operation(new.operation, new.result #>> '{error,code}', started);
  return new;
exception when query_canceled or others then
  perform stopgap.count_operation(new.operation, sqlstate, started);
  perform stopgap.log('warn', format('stopgap %s failed: %s', new.operation, sqlerrm));
  raise;
end
$$;
