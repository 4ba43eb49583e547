-- The artifacts of a bundle whose source is there, to be compared with those of a deployment.
create or replace function stopgap.bundle_modules(artifacts jsonb)
returns stopgap.module[]
language plpgsql stable
as $$
declare
  sent jsonb := (
    select coalesce(jsonb_agg(a.value - array['compiled_js', 'source_map']), '[]')
    from jsonb_array_elements(nullif(artifacts, 'null')) a
    where a.value ? 'source_ts'
  );
begin
  perform stopgap.check_members('artifact', sent, 'artifact_hash', jsonb_build_object(
    'artifact_hash', 'string', 'source_ts', 'string', 'compiler_opts', 'object', 'imports', 'object'));
  return array(
    select row(a.artifact_hash, a.source_ts, a.compiler_opts, a.imports)::stopgap.module
    from jsonb_to_recordset(sent) as a (artifact_hash text, source_ts text, compiler_opts jsonb, imports jsonb));
end
$$;
