-- Adds what sessions that have ended have told to one row for each login role, function and code; returns how many rows are
-- gone. One session at a time does it, and nobody waits: who comes second goes on. All of an ended session goes at once,
-- because its older rows would count again without its newer ones.
create or replace function plts.fold_metrics()
returns integer
language plpgsql
as $$
declare
  removed integer;
  added integer;
begin
  if not pg_try_advisory_xact_lock('plts.kept_metrics'::regclass::oid::integer, 0) then
    return 0;
  end if;
  delete from plts.kept_metrics k
  where k.pid is null
    and k.artifact_hash <> ''
    and not exists (select from plts.artifact a where a.artifact_hash = k.artifact_hash);
  with ended as (
    select distinct k.pid, k.kernel
    from plts.kept_metrics k
    where k.pid is not null and k.pid not in (select a.pid from pg_stat_activity a where a.pid is not null)
    limit 20
  ), told as (
    delete from plts.kept_metrics k using ended e where (k.pid, k.kernel) = (e.pid, e.kernel) returning k.*
  ), latest as (
    select distinct on (t.pid, t.kernel, t.identity, t.artifact_hash) t.*
    from told t
    order by t.pid, t.kernel, t.identity, t.artifact_hash, t.number desc
  ), folded as (
    delete from plts.kept_metrics k
    where k.pid is null
      and exists (
        select
        from latest l
        where (l.login, l.artifact_hash) = (k.login, k.artifact_hash)
          and (l.function_schema, l.function_name) is not distinct from (k.function_schema, k.function_name))
    returning k.*
  ), sums as (
    insert into plts.kept_metrics (
      kernel, number, login, identity, function_schema, function_name, artifact_hash,
      calls, total_ms, max_ms, error_classes, latency_buckets, counted_since, counted_until)
    select
      '', 0, a.login, '', a.function_schema, a.function_name, a.artifact_hash,
      sum(a.calls), sum(a.total_ms), max(a.max_ms), plts.sum_counts(a.error_classes), plts.sum_counts(a.latency_buckets),
      min(a.counted_since), max(a.counted_until)
    from (select * from latest union all select * from folded) a
    group by a.login, a.function_schema, a.function_name, a.artifact_hash
    returning 1
  )
  select (select count(*) from told) + (select count(*) from folded), (select count(*) from sums) into removed, added;
  return removed - added;
end
$$;
