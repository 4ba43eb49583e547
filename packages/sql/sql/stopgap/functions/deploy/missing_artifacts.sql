create or replace function stopgap.missing_artifacts(hashes text[], check_bytes boolean default false)
returns text[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(hash order by place), '{}')
  from unnest(hashes) with ordinality as asked (hash, place)
  where not exists (
    select
    from plts.artifact a
    where a.artifact_hash = hash
      and (
        not check_bytes
        or plts.artifact_hash(a.compiler_fingerprint, a.source_ts, a.compiled_js, a.compiler_opts) = hash
      )
  )
$$;
comment on function stopgap.missing_artifacts(text[], boolean) is
  'Those of the artifacts that a bundle must bring along, as they are not stored here; check_bytes: or are not what their hash says';
