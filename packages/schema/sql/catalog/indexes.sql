-- The indexes of the tables of some schemas ($1), but those of constraints and those that are a part of a partitioned table's.
select coalesce(json_agg(json_build_object(
    'schema', n.nspname,
    'table', c.relname,
    'name', i.relname,
    'identifier', quote_ident(i.relname),
    'comment', obj_description(i.oid, 'pg_class'),
    'isUnique', x.indisunique,
    'isValid', x.indisvalid,
    'definition', substr(
      d.text,
      strpos(d.text, format(' INDEX %I ON ', i.relname)) + length(format(' INDEX %I ON ', i.relname)) - 3),
    'columns', array(
      select distinct a.attname::text
      from pg_depend e
      join pg_attribute a on a.attrelid = e.refobjid and a.attnum = e.refobjsubid
      where e.classid = 'pg_class'::regclass
        and e.objid = i.oid
        and e.refclassid = 'pg_class'::regclass
        and e.refobjid = c.oid
        and e.refobjsubid > 0))
  order by n.nspname, c.relname, i.relname), '[]')::text as answer
from pg_index x
join pg_class i on i.oid = x.indexrelid
join pg_class c on c.oid = x.indrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (select regexp_replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') as text) d
where n.nspname = any ($1)
  and c.relkind in ('r', 'p')
  and not i.relispartition
  and not exists (select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
