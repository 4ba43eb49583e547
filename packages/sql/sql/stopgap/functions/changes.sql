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
      when (a.export_name, a.import_map, a.attributes) is distinct from (c.export_name, c.import_map, c.attributes)
        then 'changed'
      when a.artifact_hash = c.artifact_hash then 'unchanged'
      when stopgap.is_recompiled(a.artifact_hash, c.artifact_hash) then 'recompiled'
      else 'changed'
    end,
    a.artifact_hash,
    c.artifact_hash
  from unnest(active) a
  full join unnest(candidates) c using (fn_name)
$$;
