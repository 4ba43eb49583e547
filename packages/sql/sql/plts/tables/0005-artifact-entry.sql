alter table plts.artifact
  add column entry_roles text[] check (entry_roles <> '{}'),
  add column entry_definer text check (entry_definer <> '');
comment on column plts.artifact.entry_kind is
  'What the default export is: query, mutation, internalQuery, internalMutation or handler; null where that is not known';
comment on column plts.artifact.entry_roles is
  'The only roles that may call the live function; null where the default export does not name them';
comment on column plts.artifact.entry_definer is
  'The role whose rights the live function runs with; null for those of its caller';
