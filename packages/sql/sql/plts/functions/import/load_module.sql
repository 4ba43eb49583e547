-- A stored module for the compiler, which checks types through it.
create or replace function plts.load_module(artifact_hash text)
returns text
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object(
    'source', a.source_ts,
    'language', coalesce(a.compiler_opts ->> 'language', 'ts'),
    'imports', a.imports)::text
  from plts.artifact a
  where a.artifact_hash = load_module.artifact_hash
$$;
