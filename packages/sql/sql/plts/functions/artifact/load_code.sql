-- The one way in which code reaches an engine, whatever role runs it.
create or replace function plts.load_code(artifact_hash text)
returns text
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object('code', a.compiled_js, 'abi', a.abi, 'imports', a.imports)::text
  from plts.artifact a
  where a.artifact_hash = load_code.artifact_hash
$$;
