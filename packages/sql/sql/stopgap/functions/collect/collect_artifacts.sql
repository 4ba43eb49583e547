-- Removes the artifacts that nothing names: {removed, removed_bytes, kept, young, in_use}.
create or replace function stopgap.collect_artifacts()
returns jsonb
language plpgsql
as $$
declare
  unused text[];
  free text[];
  young bigint;
  removed bigint;
  removed_bytes bigint;
begin
  select coalesce(array_agg(u.artifact_hash) filter (where not u.is_young), '{}'), count(*) filter (where u.is_young)
  into unused, young
  from stopgap.unused_artifacts() u;
  -- A function that is just being created has its artifact locked, and will name it.
  free := array(
    select a.artifact_hash
    from plts.artifact a
    where a.artifact_hash = any (unused)
    order by a.artifact_hash
    for update skip locked);
  -- What was locked may have been committed meanwhile: look again. From now on whoever wants one of them waits, and stores it anew.
  with gone as (
    delete from plts.artifact a
    where a.artifact_hash = any (free)
      and a.artifact_hash in (select u.artifact_hash from stopgap.unused_artifacts() u where not u.is_young)
    returning octet_length(a.source_ts) + octet_length(a.compiled_js) + coalesce(octet_length(a.source_map), 0) as bytes
  )
  select count(*), coalesce(sum(bytes), 0) into removed, removed_bytes from gone;
  return jsonb_build_object(
    'removed', removed,
    'removed_bytes', removed_bytes,
    'kept', (select count(*) from plts.artifact),
    'young', young,
    'in_use', cardinality(unused) - removed);
end
$$;
