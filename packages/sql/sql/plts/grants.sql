revoke all on schema plts from public;
revoke all on all tables in schema plts from public;
revoke all on all functions in schema plts from public;
-- A column of such a type would be in the way of the next upgrade. Dumps of extensions have no rights of tables' row types.
do $$
declare
  type regtype;
begin
  for type in
    select t.oid
    from pg_type t
    join pg_class c on c.oid = t.typrelid
    where t.typnamespace = 'plts'::regnamespace and c.relkind = 'c'
  loop
    execute format('revoke all on type %s from public', type);
  end loop;
end
$$;

grant usage on schema plts to :"app", :"author", :"deployer";

grant execute on function
  plts.invoke(text, text, oid, text),
  plts.raise_error(text),
  plts.log(text, text, text),
  plts.run(text, boolean),
  plts.run_undone(text),
  plts.fetch_rows(text, bigint),
  plts.execute_statement(text),
  plts.parameter_kinds(text),
  plts.describe_function(text, text),
  plts.other_version(text, jsonb, text),
  plts.function_oid(text),
  plts.refuse_result(text, text, text, text, oid),
  plts.result_members(pg_proc, oid, json),
  plts.result_columns(pg_proc),
  plts.result_form(pg_proc),
  plts.result_type(pg_proc),
  plts.parameters(pg_proc),
  plts.base_type(oid),
  plts.type_name(oid),
  plts.value_query(regtype, boolean),
  plts.transition_tables(oid, name),
  plts.drop_transition_tables(oid, name),
  plts.ask_hook(text, oid, jsonb),
  plts.load_asset(text),
  plts.load_code(text),
  plts.load_source_map(text),
  plts.import_closure(text, jsonb),
  plts.engine(),
  plts.metrics(),
  plts.compile_metrics(),
  plts.plts_read_metrics(text),
  plts.plts_count(text, text, double precision, text),
  plts.plts_read_counters(),
  plts.keep_metrics(text, integer, integer, bigint, text),
  plts.session_metrics(),
  plts.error_class_counts(bigint[]),
  plts.latency_counts(bigint[]),
  plts.latency_quantile(bigint[], double precision),
  plts.sum_counts(bigint[]),
  plts.version()
to :"app", :"author", :"deployer";

grant execute on function
  plts.compile_ts(text, jsonb),
  plts.compile_ts_checked(text, jsonb),
  plts.typecheck_ts(text, jsonb),
  plts.source(regprocedure),
  plts.pointer(oid),
  plts.is_plts(oid),
  plts.body_pointer(text),
  plts.comment_source(text),
  plts.uncomment_source(text),
  plts.call_expression(jsonb, text),
  plts.is_jsonb_function(pg_proc),
  plts.live_shell(jsonb, text),
  plts.shell_body(jsonb, text, text, text, text, text, boolean),
  plts.trigger_preparation(),
  plts.function_shell(oid, jsonb, text, boolean),
  plts.arguments_expression(pg_proc),
  plts.shape_expression(pg_proc),
  plts.result_statement(pg_proc, text),
  plts.columns_result_statement(pg_proc),
  plts.trigger_result_statement(text),
  plts.has_single_argument(pg_proc),
  plts.is_polymorphic(oid),
  plts.refuse_shape(pg_proc),
  plts.has_source(text, text),
  plts.compile_function(text, boolean, name, name),
  plts.replace_body(oid, text),
  plts.validator(oid)
to :"author", :"deployer";

grant execute on function
  plts.compile_and_store(text, jsonb, boolean),
  plts.upsert_artifact(text, text, jsonb),
  plts.get_artifact(text),
  plts.entry(text),
  plts.check_artifact(text, jsonb, jsonb),
  plts.artifact_hash(text, text, text, jsonb),
  plts.set_import(text, text, jsonb, text, text),
  plts.import_users(text),
  plts.remove_import(text),
  plts.check_loads(text, text),
  plts.add_packages(jsonb)
to :"deployer";
grant select on plts.artifact, plts.import_map, plts.function_metrics to :"deployer";
