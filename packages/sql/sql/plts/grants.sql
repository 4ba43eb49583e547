revoke all on schema plts from public;
revoke all on all tables in schema plts from public;
revoke all on all functions in schema plts from public;

grant usage on schema plts to :"app", :"author", :"deployer";

grant execute on function
  plts.invoke(text, text, oid),
  plts.raise_error(text),
  plts.log(text, text, text),
  plts.run(text, boolean),
  plts.run_undone(text),
  plts.fetch_rows(text, bigint),
  plts.execute_statement(text),
  plts.parameter_kinds(text),
  plts.describe_function(text),
  plts.ask_hook(text, oid),
  plts.load_asset(text),
  plts.load_code(text),
  plts.load_source_map(text),
  plts.engine(),
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
  plts.shell_body(jsonb, text, text, text, text),
  plts.function_shell(oid, jsonb, text, boolean),
  plts.arguments_expression(pg_proc),
  plts.result_statement(pg_proc),
  plts.refuse_shape(pg_proc),
  plts.has_source(text, text),
  plts.compile_function(text, boolean),
  plts.replace_body(oid, text),
  plts.validator(oid)
to :"author", :"deployer";

grant execute on function
  plts.compile_and_store(text, jsonb, boolean),
  plts.upsert_artifact(text, text, jsonb),
  plts.get_artifact(text),
  plts.entry(text),
  plts.check_artifact(text),
  plts.artifact_hash(text, text, text, jsonb),
  plts.live_shell(jsonb, text),
  plts.set_import(text, text, jsonb, text, text)
to :"deployer";
grant select on plts.artifact, plts.import_map to :"deployer";
