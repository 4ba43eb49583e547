-- Two lists of counts, added place by place; what one lacks is zero.
create or replace function plts.add_counts(a bigint[], b bigint[])
returns bigint[]
language sql immutable
as $$
  select array_agg(coalesce(one, 0) + coalesce(other, 0) order by place)
  from unnest(a, b) with ordinality as counts (one, other, place)
$$;

create or replace aggregate plts.sum_counts(bigint[]) (
  sfunc = plts.add_counts,
  stype = bigint[],
  initcond = '{}'
);
