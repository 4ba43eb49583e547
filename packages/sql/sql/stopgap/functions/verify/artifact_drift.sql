-- The functions of a deployment that run damaged artifacts, directly or by imports: for each, what drift says of it.
create or replace function stopgap.artifact_drift(deployment_id bigint)
returns table (fn_name name, function_path text, drift jsonb)
language sql stable
as $$
  with recursive damaged as materialized (
    select d.artifact_hash, d.found_hash from stopgap.damaged_artifacts(artifact_drift.deployment_id) d
  ), affected (artifact_hash, damaged_hash) as (
    select d.artifact_hash, d.artifact_hash from damaged d
    union
    select a.artifact_hash, b.damaged_hash
    from affected b
    join plts.artifact a on a.imports <> '{}'
    cross join lateral jsonb_each_text(a.imports) i
    where i.value = b.artifact_hash
  )
  select v.fn_name, v.function_path, jsonb_agg(
    jsonb_build_object('what', 'artifact', 'expected', d.artifact_hash, 'found', d.found_hash) order by d.artifact_hash)
  from stopgap.fn_version v
  cross join lateral (
    select b.damaged_hash
    from affected b
    where b.artifact_hash = v.artifact_hash
      or b.artifact_hash in (select i.value from jsonb_each_text(v.import_map) i)
    group by b.damaged_hash
  ) as broken
  join damaged d on d.artifact_hash = broken.damaged_hash
  where v.deployment_id = artifact_drift.deployment_id
  group by v.fn_name, v.function_path
$$;
