-- The columns by which rows of a table are told from each other: those of the primary key, else of a unique constraint or
-- index, as long as all of them are given.
select array_agg(a.attname::text order by k.position) as columns
from pg_catalog.pg_index as x
cross join lateral unnest(x.indkey::int2[]) with ordinality as k (attnum, position)
join pg_catalog.pg_attribute as a on a.attrelid = x.indrelid and a.attnum = k.attnum
where x.indrelid = to_regclass($1) and x.indisunique and x.indisvalid
  and x.indpred is null and x.indexprs is null and k.position <= x.indnkeyatts
group by x.indexrelid, x.indisprimary
having array_agg(a.attname::text) <@ $2
order by x.indisprimary desc, count(*), x.indexrelid
limit 1
