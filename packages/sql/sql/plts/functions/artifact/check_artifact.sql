-- Checks the types of an artifact, as those of a function ({schema, name}) with an import map. Returns the diagnostics.
create or replace function plts.check_artifact(artifact_hash text, function jsonb, import_map jsonb)
returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  stored plts.artifact;
  compiled jsonb;
begin
  select * into stored from plts.artifact a where a.artifact_hash = check_artifact.artifact_hash;
  if not found then
    raise exception 'artifact % does not exist', artifact_hash using errcode = 'undefined_object';
  end if;
  compiled := plts.compile(stored.source_ts, stored.compiler_opts, true, true, function, import_map);
  if not plts.has_errors(compiled -> 'diagnostics') then
    update plts.artifact a
    set is_checked = true, diagnostics = compiled -> 'diagnostics',
      entry_kind = compiled ->> 'entryKind',
      entry_roles = plts.entry_roles(compiled),
      entry_definer = compiled ->> 'entryDefiner'
    where a.artifact_hash = check_artifact.artifact_hash;
  end if;
  return compiled -> 'diagnostics';
end
$$;
