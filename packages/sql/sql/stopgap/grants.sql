revoke all on schema stopgap, stopgap_version, stopgap_definer from public;
revoke all on all tables in schema stopgap from public;
revoke all on all functions in schema stopgap from public;
-- A column of such a type would be in the way of the next upgrade. Dumps of extensions have no rights of tables' row types.
do $$
declare
  type regtype;
begin
  for type in
    select t.oid
    from pg_type t
    join pg_class c on c.oid = t.typrelid
    where t.typnamespace = 'stopgap'::regnamespace and c.relkind = 'c'
  loop
    execute format('revoke all on type %s from public', type);
  end loop;
end
$$;

grant usage on schema stopgap to :"app", :"author", :"deployer";
grant usage on schema stopgap_version to :"app", :"deployer";

grant execute on function
  stopgap.call_fn(text, jsonb, text, bigint),
  stopgap.status(text),
  stopgap.deployments(text, integer, bigint),
  stopgap.describe_deployment(bigint),
  stopgap.version(),
  stopgap.verify(text),
  stopgap.verification(text),
  stopgap.has_new_grants(text),
  stopgap.describe_function(oid, jsonb),
  stopgap.other_version(oid, jsonb),
  stopgap.route(text, text, bigint, text),
  stopgap.replaced_route(text, text, bigint),
  stopgap.require_caller(name, name, name[]),
  stopgap.is_caller(name, name[]),
  stopgap.call_failure(text, text, text, text),
  stopgap.call_error_class(boolean, text, text),
  stopgap.elapsed_ms(timestamptz),
  stopgap.metrics(),
  stopgap.operation_metrics(),
  stopgap.counter_json(jsonb, text[], text[]),
  stopgap.raise_error(text, text, text, text)
to :"app", :"author", :"deployer";

grant execute on function
  stopgap.deploy(text, text, text),
  stopgap.try_deploy(text, text, text),
  stopgap.record_failure(text, text, jsonb),
  stopgap.activate(text, bigint),
  stopgap.rollback(text, integer, bigint),
  stopgap.prune(text, boolean),
  stopgap.diff(text, text),
  stopgap.plan(text, text, boolean),
  stopgap.plan_bundle(text, jsonb, boolean),
  stopgap.compare_schema(text, text, name),
  stopgap.deploy_bundle(text, jsonb, text, jsonb),
  stopgap.missing_artifacts(text[], boolean),
  stopgap.diff_bundle(text, jsonb),
  stopgap.promote(text, text, text),
  stopgap.repair(text),
  stopgap.collect_garbage(integer, boolean),
  stopgap.pin(bigint, timestamptz),
  stopgap.complete_versions()
to :"deployer";

grant select on
  stopgap.environment,
  stopgap.deployment,
  stopgap.fn_version,
  stopgap.activation_log,
  stopgap.live_grant,
  stopgap.activation_audit,
  stopgap.environment_overview,
  stopgap.function_metrics,
  stopgap.function_usage,
  stopgap.metrics_coverage
to :"deployer";

-- requested_as is nobody's to write: see the view.
grant insert (operation, arguments), select (result) on stopgap.request to :"deployer";
