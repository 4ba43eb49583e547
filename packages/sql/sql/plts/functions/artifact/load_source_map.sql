-- Positions only, for stacks: a source map as it is stored here carries no source.
create or replace function plts.load_source_map(artifact_hash text)
returns text
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.source_map from plts.artifact a where a.artifact_hash = load_source_map.artifact_hash
$$;
