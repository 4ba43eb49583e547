-- The domains of some schemas ($1), but those of extensions.
select coalesce(json_agg(json_build_object(
    'kind', 'domain',
    'schema', n.nspname,
    'name', t.typname,
    'comment', obj_description(t.oid, 'pg_type'),
    'identifier', format('%I.%I', n.nspname, t.typname),
    'baseType', format_type(t.typbasetype, t.typtypmod),
    'collation', case when t.typcollation <> b.typcollation then (
      select format('%I.%I', ln.nspname, l.collname)
      from pg_collation l
      join pg_namespace ln on ln.oid = l.collnamespace
      where l.oid = t.typcollation) end,
    'isNotNull', t.typnotnull,
    'default', pg_get_expr(t.typdefaultbin, 0),
    'constraints', coalesce((
      select json_agg(json_build_object(
          'name', k.conname,
          'identifier', quote_ident(k.conname),
          'comment', obj_description(k.oid, 'pg_constraint'),
          'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
          'isValid', k.convalidated)
        order by k.conname)
      from pg_constraint k
      where k.contypid = t.oid and k.contype = 'c'), '[]'))
  order by n.nspname, t.typname), '[]')::text as answer
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
join pg_type b on b.oid = t.typbasetype
where n.nspname = any ($1)
  and t.typtype = 'd'
  and not exists (
    select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
