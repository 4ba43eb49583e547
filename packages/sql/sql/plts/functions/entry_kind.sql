create or replace function plts.entry_kind(artifact_hash text)
returns text
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.entry_kind from plts.artifact a where a.artifact_hash = entry_kind.artifact_hash
$$;
comment on function plts.entry_kind(text) is
  'What an artifact''s default export is: query, mutation or handler; null where its types are not checked';
