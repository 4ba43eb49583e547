create or replace function stopgap.check_types(fn_name name, artifact_hash text)
returns void
language plpgsql
as $$
declare
  diagnostics jsonb := plts.check_artifact(artifact_hash);
begin
  if diagnostics @> '[{"severity": "error"}]' then
    raise exception 'TypeScript checked compile failed for %: %', fn_name, diagnostics
      using errcode = 'syntax_error', detail = diagnostics::text;
  end if;
end
$$;
