-- The artifacts that no kept deployment names, no function of the database, no package, and no other artifact that is named.
-- Those that are younger than a day, and what they import, are waiting to be used.
create or replace function stopgap.unused_artifacts()
returns table (artifact_hash text, is_young boolean)
language sql volatile
as $$
  with recursive root (artifact_hash) as (
    select v.artifact_hash from stopgap.fn_version v
    union
    select i.value from stopgap.fn_version v cross join lateral jsonb_each_text(v.import_map) i where v.import_map <> '{}'
    union
    select m.artifact_hash from plts.import_map m
    union
    -- All that the first line of a shell names, its imports too.
    select named[1]
    from pg_proc p
    join pg_language l on l.oid = p.prolang and l.lanname in ('plts', 'plpgsql')
    cross join lateral regexp_matches(split_part(p.prosrc, E'\n', 1), 'sha256:[0-9a-f]{64}', 'g') as named
    where p.prosrc like '-- plts {%'
  ), used (artifact_hash) as (
    select r.artifact_hash from root r
    union
    select i.value
    from used u
    join plts.artifact a on a.artifact_hash = u.artifact_hash
    cross join lateral jsonb_each_text(a.imports) i
    where i.value is not null
  ), young (artifact_hash) as (
    select a.artifact_hash from plts.artifact a where a.created_at > clock_timestamp() - interval '1 day'
    union
    select i.value
    from young y
    join plts.artifact a on a.artifact_hash = y.artifact_hash
    cross join lateral jsonb_each_text(a.imports) i
    where i.value is not null
  )
  select a.artifact_hash, exists (select from young y where y.artifact_hash = a.artifact_hash)
  from plts.artifact a
  where not exists (select from used u where u.artifact_hash = a.artifact_hash)
$$;
