-- Stores what the compiler made of a source and returns its hash. What is there already only gains certainty,
-- and its bytes where they are not what its name says.
create or replace function plts.store_artifact(source_ts text, compiled jsonb, is_checked boolean)
returns text
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  hash text := plts.artifact_hash(
    compiled ->> 'fingerprint', source_ts, compiled ->> 'code', compiled -> 'options');
begin
  insert into plts.artifact as stored (
    artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, source_map, diagnostics, abi,
    entry_kind, entry_roles, entry_definer, imports, is_checked, is_foreign)
  values (
    hash, source_ts, compiled ->> 'code', compiled -> 'options', compiled ->> 'fingerprint',
    compiled ->> 'sourceMap', compiled -> 'diagnostics', (compiled ->> 'abi')::integer,
    compiled ->> 'entryKind', plts.entry_roles(compiled), compiled ->> 'entryDefiner',
    plts.store_imports(compiled -> 'imports', is_checked), is_checked, false)
  on conflict (artifact_hash) do update
  set source_ts = excluded.source_ts,
    compiled_js = excluded.compiled_js,
    compiler_opts = excluded.compiler_opts,
    compiler_fingerprint = excluded.compiler_fingerprint,
    is_checked = stored.is_checked or excluded.is_checked,
    is_foreign = false,
    entry_kind = coalesce(excluded.entry_kind, stored.entry_kind),
    entry_roles = coalesce(excluded.entry_roles, stored.entry_roles),
    entry_definer = coalesce(excluded.entry_definer, stored.entry_definer),
    imports = excluded.imports,
    -- One that was handed in knows the files of a project, which the source does not tell.
    source_map = coalesce(stored.source_map, excluded.source_map)
  where stored.is_foreign
    or (excluded.is_checked and not stored.is_checked)
    or (stored.source_ts, stored.compiled_js, stored.compiler_opts::text, stored.compiler_fingerprint)
      <> (excluded.source_ts, excluded.compiled_js, excluded.compiler_opts::text, excluded.compiler_fingerprint);
  return hash;
end
$$;
