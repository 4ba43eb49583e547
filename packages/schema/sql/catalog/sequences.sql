-- The sequences of some schemas ($1) that no column owns.
select coalesce(json_agg(json_build_object(
    'schema', n.nspname,
    'name', c.relname,
    'identifier', format('%I.%I', n.nspname, c.relname),
    'comment', obj_description(c.oid, 'pg_class'))
  order by n.nspname, c.relname), '[]')::text as answer
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and c.relkind = 'S'
  and not exists (
    select from pg_depend d
    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refobjsubid > 0 and d.deptype in ('a', 'i'))
  and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
