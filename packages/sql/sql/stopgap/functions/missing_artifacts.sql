create or replace function stopgap.missing_artifacts(hashes text[])
returns text[]
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(hash order by place), '{}')
  from unnest(hashes) with ordinality as asked (hash, place)
  where not exists (select from plts.artifact a where a.artifact_hash = hash)
$$;
comment on function stopgap.missing_artifacts(text[]) is
  'Those of the artifacts that a bundle must bring along, as they are not stored here';
