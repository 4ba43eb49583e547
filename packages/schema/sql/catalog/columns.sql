-- The columns of the tables of some schemas ($1), but those that a table only has from a parent.
select coalesce(json_agg(json_build_object(
    'schema', n.nspname,
    'table', c.relname,
    'name', a.attname,
    'identifier', quote_ident(a.attname),
    'number', a.attnum,
    'comment', col_description(c.oid, a.attnum),
    'type', format_type(a.atttypid, a.atttypmod),
    'isNotNull', a.attnotnull,
    'collation', case when a.attcollation <> t.typcollation then (
      select format('%I.%I', ln.nspname, l.collname)
      from pg_collation l
      join pg_namespace ln on ln.oid = l.collnamespace
      where l.oid = a.attcollation) end,
    -- No default is null too, but where a domain has one.
    'default', case
      when a.attgenerated = '' and t.typdefault is null and pg_get_expr(d.adbin, d.adrelid) ~ '^NULL::[\w". ]+(\([\d,]+\))?[\w ]*(\[\])?$' then null
      else pg_get_expr(d.adbin, d.adrelid) end,
    'generated', nullif(a.attgenerated, ''),
    'identity', nullif(a.attidentity, ''),
    'isSerial', coalesce(
      s.deptype = 'a' and pg_get_expr(d.adbin, d.adrelid) = format('nextval(%L::regclass)', s.sequence::regclass::text), false),
    'sequenceOptions', case when s.deptype = 'i' then s.options end)
  order by n.nspname, c.relname, a.attnum), '[]')::text as answer
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join lateral (
  select e.objid as sequence, e.deptype, json_strip_nulls(json_build_object(
    'start with', nullif(q.seqstart, case when q.seqincrement > 0 then q.seqmin else q.seqmax end),
    'increment by', nullif(q.seqincrement, 1),
    'minvalue', nullif(q.seqmin, case when q.seqincrement > 0 then 1 else least_value end),
    'maxvalue', nullif(q.seqmax, case when q.seqincrement > 0 then greatest_value else -1 end),
    'cache', nullif(q.seqcache, 1),
    'cycle', nullif(q.seqcycle, false))) as options
  from pg_depend e
  join pg_sequence q on q.seqrelid = e.objid
  cross join lateral (select
    case q.seqtypid when 'int2'::regtype then -32768 when 'int4'::regtype then -2147483648 else -9223372036854775808 end as least_value,
    case q.seqtypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else 9223372036854775807 end as greatest_value) limits
  where e.classid = 'pg_class'::regclass
    and e.refclassid = 'pg_class'::regclass
    and e.refobjid = a.attrelid
    and e.refobjsubid = a.attnum
    and e.deptype in ('a', 'i')
  order by e.deptype desc, e.objid
  limit 1) s on true
where n.nspname = any ($1)
  and c.relkind in ('r', 'p')
  and a.attnum > 0
  and not a.attisdropped
  and (a.attinhcount = 0 or (a.attislocal and not c.relispartition))
