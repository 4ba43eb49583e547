-- Whether an artifact is that of a source, line endings apart; null where there is no such artifact.
create or replace function plts.has_source(artifact_hash text, source_ts text)
returns boolean
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select plts.comment_source(a.source_ts) = plts.comment_source(has_source.source_ts)
  from plts.artifact a
  where a.artifact_hash = has_source.artifact_hash
$$;
