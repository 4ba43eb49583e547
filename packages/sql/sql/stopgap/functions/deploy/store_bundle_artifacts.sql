-- Stores the artifacts that a bundle brings along, marked as handed in: this database has not compiled them. What is stored
-- already stays as it is, unless its bytes are not what its hash says: those that were sent are.
create or replace function stopgap.store_bundle_artifacts(artifacts jsonb)
returns void
language plpgsql
as $$
declare
  sent jsonb;
begin
  perform stopgap.check_members('artifact', artifacts, 'artifact_hash', '{"artifact_hash": "string"}');
  -- What the database has need not come with its code.
  sent := (select coalesce(jsonb_agg(a.value), '[]') from jsonb_array_elements(artifacts) a where a.value ? 'compiled_js');
  perform stopgap.check_sent_artifacts(sent);
  update plts.artifact stored
  set source_ts = a.source_ts, compiled_js = a.compiled_js, compiler_opts = a.compiler_opts,
    compiler_fingerprint = a.compiler_fingerprint
  from jsonb_to_recordset(sent) as a (
    artifact_hash text, source_ts text, compiled_js text, compiler_opts jsonb, compiler_fingerprint text)
  where stored.artifact_hash = a.artifact_hash
    and (stored.source_ts, stored.compiled_js, stored.compiler_opts::text, stored.compiler_fingerprint)
      <> (a.source_ts, a.compiled_js, a.compiler_opts::text, a.compiler_fingerprint);
  insert into plts.artifact (
    artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, source_map, abi, imports, is_checked,
    is_foreign
  )
  select
    a.artifact_hash, a.source_ts, a.compiled_js, a.compiler_opts, a.compiler_fingerprint, a.source_map, a.abi, a.imports,
    false, true
  from jsonb_to_recordset(sent) as a (
    artifact_hash text, source_ts text, compiled_js text, compiler_opts jsonb, compiler_fingerprint text, source_map text,
    abi integer, imports jsonb)
  -- So that two deploys that store the same ones do not wait for each other.
  order by a.artifact_hash
  on conflict (artifact_hash) do nothing;
end
$$;
