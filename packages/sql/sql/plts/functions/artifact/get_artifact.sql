create or replace function plts.get_artifact(artifact_hash text)
returns jsonb
language sql volatile strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'source_ts', a.source_ts,
    'compiled_js', a.compiled_js,
    'compiler_opts', a.compiler_opts,
    'compiler_fingerprint', a.compiler_fingerprint,
    'source_map', a.source_map,
    'created_at', a.created_at)
  from plts.artifact a
  where a.artifact_hash = get_artifact.artifact_hash
$$;
comment on function plts.get_artifact(text) is 'An artifact by its hash; null where there is none';
