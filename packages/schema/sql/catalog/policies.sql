-- The policies of the tables of some schemas ($1).
select coalesce(json_agg(json_build_object(
    'oid', p.oid::bigint,
    'schema', n.nspname,
    'table', c.relname,
    'name', p.polname,
    'identifier', quote_ident(p.polname),
    'comment', obj_description(p.oid, 'pg_policy'),
    'relation', format('%I.%I', n.nspname, c.relname),
    'isPermissive', p.polpermissive,
    'definition', concat_ws(' ',
      case when p.polpermissive then 'permissive' else 'restrictive' end,
      'for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      'to ' || (
        select string_agg(case r.role when 0 then 'public' else quote_ident(pg_get_userbyid(r.role)) end, ', ' order by r.role)
        from unnest(p.polroles) as r (role)),
      'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
    'dependsOn', coalesce((
      select json_agg(distinct jsonb_build_object('oid', d.refobjid::bigint, 'column', a.attname))
      from pg_depend d
      left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid and d.refobjsubid > 0
      where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass), '[]'))
  order by n.nspname, c.relname, p.polname), '[]')::text as answer
from pg_policy p
join pg_class c on c.oid = p.polrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
