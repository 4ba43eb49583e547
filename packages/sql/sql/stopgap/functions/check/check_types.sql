create or replace function stopgap.check_types(
  source_schema text,
  fn_name name,
  artifact_hash text,
  import_map jsonb
)
returns void
language plpgsql
as $$
declare
  diagnostics jsonb := plts.check_artifact(
    artifact_hash, jsonb_build_object('schema', source_schema, 'name', fn_name), import_map);
begin
  if diagnostics @> '[{"severity": "error"}]' then
    raise exception 'TypeScript checked compile failed for %: %', fn_name, diagnostics
      using errcode = 'syntax_error', detail = diagnostics::text;
  end if;
end
$$;
