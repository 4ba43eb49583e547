-- The triggers of the tables and views of some schemas ($1), but those of constraints, of partitions that have them from their table, and of extensions.
select coalesce(json_agg(json_build_object(
    'oid', t.oid::bigint,
    'schema', n.nspname,
    'table', c.relname,
    'name', t.tgname,
    'identifier', quote_ident(t.tgname),
    'comment', obj_description(t.oid, 'pg_trigger'),
    'relation', format('%I.%I', n.nspname, c.relname),
    'definition', pg_get_triggerdef(t.oid),
    'state', case t.tgenabled when 'O' then 'enable' when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end,
    'dependsOn', coalesce((
      select json_agg(distinct jsonb_build_object('oid', d.refobjid::bigint, 'column', a.attname))
      from pg_depend d
      left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid > 0
      where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refclassid = 'pg_class'::regclass), '[]'))
  order by n.nspname, c.relname, t.tgname), '[]')::text as answer
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and not t.tgisinternal
  and t.tgparentid = 0
  and not exists (
    select from pg_depend d where d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.deptype = 'e')
