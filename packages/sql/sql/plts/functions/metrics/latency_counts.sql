-- A histogram as other tools take it: how many calls took at most so many milliseconds.
create or replace function plts.latency_counts(buckets bigint[])
returns jsonb
language sql immutable
as $$
  select jsonb_object_agg(
    case when place = cardinality(buckets) then '+Inf' else (1::bigint << (place - 1)::integer)::text end, calls)
  from (
    select place, sum(count) over (order by place) as calls
    from unnest(buckets) with ordinality as counts (count, place)
  ) as cumulative
$$;
