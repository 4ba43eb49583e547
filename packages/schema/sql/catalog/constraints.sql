-- The constraints of the tables of some schemas ($1), but those that a table only has from a parent. What is not null is told by the columns.
select coalesce(json_agg(json_build_object(
    'schema', n.nspname,
    'table', c.relname,
    'name', k.conname,
    'identifier', quote_ident(k.conname),
    'comment', obj_description(k.oid, 'pg_constraint'),
    'kind', k.contype,
    'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
    'isValid', k.convalidated,
    'columns', array(
      select a.attname::text
      from pg_attribute a
      where a.attrelid = k.conrelid and a.attnum = any (k.conkey)
      order by array_position(k.conkey, a.attnum)),
    'referenced', case when k.confrelid <> 0 then (
      select json_build_object('schema', rn.nspname, 'name', r.relname)
      from pg_class r
      join pg_namespace rn on rn.oid = r.relnamespace
      where r.oid = k.confrelid) end)
  order by n.nspname, c.relname, k.contype, k.conname), '[]')::text as answer
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and c.relkind in ('r', 'p')
  and k.contype in ('p', 'u', 'c', 'f', 'x')
  and k.conparentid = 0
  and (k.coninhcount = 0 or k.conislocal)
