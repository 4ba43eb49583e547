-- The composite types of some schemas ($1), but those of tables and of extensions.
select coalesce(json_agg(json_build_object(
    'kind', 'composite',
    'schema', n.nspname,
    'name', c.relname,
    'comment', obj_description(c.reltype, 'pg_type'),
    'identifier', format('%I.%I', n.nspname, c.relname),
    'attributes', coalesce((
      select json_agg(json_build_object(
          'name', a.attname,
          'identifier', quote_ident(a.attname),
          'comment', col_description(c.oid, a.attnum),
          'type', format_type(a.atttypid, a.atttypmod),
          'collation', case when a.attcollation <> t.typcollation then (
            select format('%I.%I', ln.nspname, l.collname)
            from pg_collation l
            join pg_namespace ln on ln.oid = l.collnamespace
            where l.oid = a.attcollation) end)
        order by a.attnum)
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]'))
  order by n.nspname, c.relname), '[]')::text as answer
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and c.relkind = 'c'
  and not exists (
    select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = c.reltype and d.deptype = 'e')
