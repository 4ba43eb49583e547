revoke all on schema stopgap from public;
revoke all on all tables in schema stopgap from public;
revoke all on all functions in schema stopgap from public;

grant usage on schema stopgap to :"app", :"author", :"deployer";

grant execute on function
  stopgap.call_fn(text, jsonb, text),
  stopgap.status(text),
  stopgap.deployments(text, integer, bigint),
  stopgap.version(),
  stopgap.describe_function(oid),
  stopgap.route(text, text),
  stopgap.call_failure(text, text, text, text),
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
  stopgap.compare_schema(text, text, name),
  stopgap.deploy_bundle(text, jsonb, text, jsonb),
  stopgap.missing_artifacts(text[]),
  stopgap.diff_bundle(text, jsonb),
  stopgap.promote(text, text, text)
to :"deployer";

grant select on
  stopgap.environment,
  stopgap.deployment,
  stopgap.fn_version,
  stopgap.activation_log,
  stopgap.activation_audit,
  stopgap.environment_overview
to :"deployer";

-- requested_as is nobody's to write: see the view.
grant insert (operation, arguments), select (result) on stopgap.request to :"deployer";
