create or replace function plts.entry(artifact_hash text)
returns jsonb
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('kind', a.entry_kind, 'roles', a.entry_roles, 'definer', a.entry_definer)
  from plts.artifact a
  where a.artifact_hash = entry.artifact_hash
$$;
comment on function plts.entry(text) is
  'What an artifact''s default export says of itself: {kind, roles, definer}; kind is null where types are not checked';
