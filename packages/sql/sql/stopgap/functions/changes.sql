-- What differs between two sets of functions, one row a name.
create or replace function stopgap.changes(active stopgap.candidate[], candidates stopgap.candidate[])
returns table (fn_name name, change text, active_artifact_hash text, candidate_artifact_hash text)
language sql stable
as $$
  select
    fn_name,
    case
      when a.artifact_hash is null then 'added'
      when c.artifact_hash is null then 'removed'
      when (a.export_name, a.attributes) is distinct from (c.export_name, c.attributes) then 'changed'
      when a.artifact_hash <> c.artifact_hash and not stopgap.is_recompiled(a.artifact_hash, c.artifact_hash) then 'changed'
      when not stopgap.are_same_imports(a.import_map, c.import_map) then 'changed (dependency)'
      when (a.artifact_hash, a.import_map) <> (c.artifact_hash, c.import_map) then 'recompiled'
      else 'unchanged'
    end,
    a.artifact_hash,
    c.artifact_hash
  from unnest(active) a
  full join unnest(candidates) c using (fn_name)
$$;
