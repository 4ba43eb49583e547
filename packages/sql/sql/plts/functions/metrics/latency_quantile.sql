-- The milliseconds that a part of all calls took at most, such as 0.99 of them: the bound of the bucket where they end. Infinity
-- beyond the last bound; null where nothing was counted.
create or replace function plts.latency_quantile(buckets bigint[], part double precision)
returns double precision
language sql immutable
as $$
  select case when min(place) = cardinality(buckets) then 'Infinity' else power(2, min(place) - 1) end
  from (
    select place, sum(count) over (order by place) as calls, sum(count) over () as all_calls
    from unnest(buckets) with ordinality as counts (count, place)
  ) as cumulative
  where calls >= part * all_calls and all_calls > 0
$$;
