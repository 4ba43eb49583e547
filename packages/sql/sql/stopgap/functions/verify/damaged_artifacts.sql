-- Those of a deployment's artifacts, with all that they import, whose bytes are not what their name says, and what these are
-- named; null where there is none.
create or replace function stopgap.damaged_artifacts(deployment_id bigint)
returns table (artifact_hash text, found_hash text)
language sql stable
as $$
  with entries (hashes) as (
    select array_agg(distinct hash)
    from (
      select v.artifact_hash from stopgap.fn_version v where v.deployment_id = damaged_artifacts.deployment_id
      union
      select i.value
      from stopgap.fn_version v
      cross join lateral jsonb_each_text(v.import_map) i
      where v.deployment_id = damaged_artifacts.deployment_id and v.import_map <> '{}'
    ) as named (hash)
    where hash is not null
  ), modules as (
    select distinct m.artifact_hash
    from entries e
    cross join lateral stopgap.imported_modules(e.hashes) m
    where m.artifact_hash is not null
  )
  select m.artifact_hash, own_hash
  from modules m
  left join plts.artifact a on a.artifact_hash = m.artifact_hash
  left join lateral plts.artifact_hash(a.compiler_fingerprint, a.source_ts, a.compiled_js, a.compiler_opts) as own_hash on true
  where own_hash is distinct from m.artifact_hash
$$;
