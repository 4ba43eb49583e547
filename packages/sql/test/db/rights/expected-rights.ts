/** The roles that an installation has for others. */
export type Group = "app" | "author" | "deployer";

/** What every member of a role can do. */
const everybodys = [
  "execute plts.engine()",
  "execute plts.invoke(text,text,oid,text)",
  "execute plts.metrics()",
  "execute plts.version()",
  "execute stopgap.call_fn(text,jsonb,text,bigint)",
  "execute stopgap.deployments(text,integer,bigint)",
  "execute stopgap.describe_deployment(bigint)",
  "execute stopgap.metrics()",
  "execute stopgap.status(text)",
  "execute stopgap.verify(text)",
  "execute stopgap.version()",
  "name what is in the schema plts",
  "name what is in the schema stopgap",
];

/** What calls and the functions above are made of. None of it tells or does more than they do. */
const everybodysInternal = [
  "execute plts.ask_hook(text,oid,jsonb)",
  "execute plts.base_type(oid)",
  "execute plts.compile_metrics()",
  "execute plts.describe_function(text,text)",
  "execute plts.drop_transition_tables(oid,name)",
  "execute plts.error_class_counts(bigint[])",
  "execute plts.execute_statement(text)",
  "execute plts.fetch_rows(text,bigint)",
  "execute plts.function_oid(text)",
  "execute plts.import_closure(text,jsonb)",
  "execute plts.keep_metrics(text,integer,integer,bigint,text)",
  "execute plts.latency_counts(bigint[])",
  "execute plts.latency_quantile(bigint[],double precision)",
  "execute plts.load_asset(text)",
  "execute plts.load_code(text)",
  "execute plts.load_source_map(text)",
  "execute plts.log(text,text,text)",
  "execute plts.other_version(text,jsonb,text)",
  "execute plts.parameter_kinds(text)",
  "execute plts.parameters(pg_proc)",
  "execute plts.plts_count(text,text,double precision,text)",
  "execute plts.plts_read_counters()",
  "execute plts.plts_read_metrics(text)",
  "execute plts.raise_error(text)",
  "execute plts.refuse_result(text,text,text,text,oid)",
  "execute plts.result_columns(pg_proc)",
  "execute plts.result_form(pg_proc)",
  "execute plts.result_members(pg_proc,oid,json)",
  "execute plts.result_type(pg_proc)",
  "execute plts.run(text,boolean)",
  "execute plts.run_undone(text)",
  "execute plts.session_metrics()",
  "execute plts.sum_counts(bigint[])",
  "execute plts.transition_tables(oid,name)",
  "execute plts.type_name(oid)",
  "execute plts.value_query(regtype,boolean)",
  "execute stopgap.call_error_class(boolean,text,text)",
  "execute stopgap.call_failure(text,text,text,text)",
  "execute stopgap.counter_json(jsonb,text[],text[])",
  "execute stopgap.describe_function(oid,jsonb)",
  "execute stopgap.elapsed_ms(timestamp with time zone)",
  "execute stopgap.has_new_grants(text)",
  "execute stopgap.is_caller(name,name[])",
  "execute stopgap.operation_metrics()",
  "execute stopgap.other_version(oid,jsonb)",
  "execute stopgap.raise_error(text,text,text,text)",
  "execute stopgap.replaced_route(text,text,bigint)",
  "execute stopgap.require_caller(name,name,name[])",
  "execute stopgap.route(text,text,bigint,text)",
  "execute stopgap.verification(text)",
];

/** What those can do who call live functions. */
const callers = [
  "execute live_deployment.f(jsonb)",
  "execute stopgap_version.*(jsonb)",
  "name what is in the schema live_deployment",
  "name what is in the schema stopgap_version",
];

/** What those can do who write functions in the language. */
const authors = [
  "execute plts.compile_ts(text,jsonb)",
  "execute plts.compile_ts_checked(text,jsonb)",
  "execute plts.source(regprocedure)",
  "execute plts.typecheck_ts(text,jsonb)",
  "write in the language plts",
];

/** What `create function` runs on behalf of whoever creates. */
const authorsInternal = [
  "execute plts.arguments_expression(pg_proc)",
  "execute plts.body_pointer(text)",
  "execute plts.call_expression(jsonb,text)",
  "execute plts.columns_result_statement(pg_proc)",
  "execute plts.comment_source(text)",
  "execute plts.compile_function(text,boolean,name,name)",
  "execute plts.function_shell(oid,jsonb,text,boolean)",
  "execute plts.has_single_argument(pg_proc)",
  "execute plts.has_source(text,text)",
  "execute plts.is_jsonb_function(pg_proc)",
  "execute plts.is_plts(oid)",
  "execute plts.is_polymorphic(oid)",
  "execute plts.live_shell(jsonb,text)",
  "execute plts.pointer(oid)",
  "execute plts.refuse_shape(pg_proc)",
  "execute plts.replace_body(oid,text)",
  "execute plts.result_statement(pg_proc,text)",
  "execute plts.shape_expression(pg_proc)",
  "execute plts.shell_body(jsonb,text,text,text,text,text,boolean)",
  "execute plts.trigger_preparation()",
  "execute plts.trigger_result_statement(text)",
  "execute plts.uncomment_source(text)",
  "execute plts.validator(oid)",
];

/** What only those can do who deploy. */
const deployers = [
  "execute plts.add_packages(jsonb)",
  "execute plts.compile_and_store(text,jsonb,boolean)",
  "execute plts.get_artifact(text)",
  "execute plts.import_users(text)",
  "execute plts.remove_import(text)",
  "execute plts.set_import(text,text,jsonb,text,text)",
  "execute plts.upsert_artifact(text,text,jsonb)",
  "execute stopgap.activate(text,bigint)",
  "execute stopgap.collect_garbage(integer,boolean)",
  "execute stopgap.complete_versions()",
  "execute stopgap.deploy(text,text,text)",
  "execute stopgap.deploy_bundle(text,jsonb,text,jsonb)",
  "execute stopgap.diff(text,text)",
  "execute stopgap.diff_bundle(text,jsonb)",
  "execute stopgap.missing_artifacts(text[],boolean)",
  "execute stopgap.pin(bigint,timestamp with time zone)",
  "execute stopgap.plan(text,text,boolean)",
  "execute stopgap.plan_bundle(text,jsonb,boolean)",
  "execute stopgap.promote(text,text,text)",
  "execute stopgap.prune(text,boolean)",
  "execute stopgap.record_failure(text,text,jsonb)",
  "execute stopgap.repair(text)",
  "execute stopgap.rollback(text,integer,bigint)",
  "execute stopgap.try_deploy(text,text,text)",
  "insert stopgap.request",
  "request",
  "select plts.artifact",
  "select plts.function_metrics",
  "select plts.import_map",
  "select stopgap.activation_audit",
  "select stopgap.activation_log",
  "select stopgap.deployment",
  "select stopgap.environment",
  "select stopgap.environment_overview",
  "select stopgap.fn_version",
  "select stopgap.function_metrics",
  "select stopgap.function_usage",
  "select stopgap.live_grant",
  "select stopgap.metrics_coverage",
];

/** What deploys run on behalf of whoever deploys. */
const deployersInternal = [
  "execute plts.artifact_hash(text,text,text,jsonb)",
  "execute plts.check_artifact(text,jsonb,jsonb)",
  "execute plts.check_loads(text,text)",
  "execute plts.entry(text)",
  "execute stopgap.compare_schema(text,text,name)",
];

const groupsOf = (names: readonly string[], groups: readonly Group[]) =>
  names.map((name) => [name, groups] as const);

/**
 * Who can do what: the contract's table, object by object. What is not here nobody can do; so whatever is granted anew needs
 * a line.
 */
export const expectedRights: Readonly<Record<string, readonly Group[]>> = Object.fromEntries([
  ...groupsOf([...everybodys, ...everybodysInternal], ["app", "author", "deployer"]),
  ...groupsOf(callers, ["app", "deployer"]),
  ...groupsOf([...authors, ...authorsInternal], ["author", "deployer"]),
  ...groupsOf([...deployers, ...deployersInternal], ["deployer"]),
]);
