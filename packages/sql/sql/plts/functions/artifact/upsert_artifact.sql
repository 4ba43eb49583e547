create or replace function plts.upsert_artifact(
  source_ts text,
  compiled_js text,
  compiler_opts jsonb default '{}'
)
returns text
language plpgsql strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  compiler jsonb := plts.compile(source_ts, compiler_opts, false, false);
  hash text := plts.artifact_hash(compiler ->> 'fingerprint', source_ts, compiled_js, compiler -> 'options');
begin
  insert into plts.artifact (
    artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, abi, imports, is_checked,
    is_foreign)
  values (
    hash, source_ts, compiled_js, compiler -> 'options', compiler ->> 'fingerprint',
    (compiler ->> 'abi')::integer, plts.store_imports(compiler -> 'imports', false), false, true)
  on conflict (artifact_hash) do nothing;
  return hash;
end
$$;
comment on function plts.upsert_artifact(text, text, jsonb) is
  'Stores code that was compiled elsewhere, marked as foreign; returns its hash';
