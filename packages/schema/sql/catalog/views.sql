-- The views and materialized views of some schemas ($1), but those of extensions.
select coalesce(json_agg(json_build_object(
    'oid', c.oid::bigint,
    'schema', n.nspname,
    'name', c.relname,
    'identifier', format('%I.%I', n.nspname, c.relname),
    'qualifier', format('%I.', n.nspname),
    'comment', obj_description(c.oid, 'pg_class'),
    'isMaterialized', c.relkind = 'm',
    'definition', rtrim(pg_get_viewdef(c.oid), ';'),
    'options', array(select option from unnest(c.reloptions) as option order by option),
    'columns', (
      select json_agg(json_build_object(
          'name', a.attname,
          'identifier', quote_ident(a.attname),
          'comment', col_description(c.oid, a.attnum),
          'type', format_type(a.atttypid, a.atttypmod))
        order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    'owner', case when c.relowner <> current_user::regrole then quote_ident(pg_get_userbyid(c.relowner)) end,
    'grants', array(
      select format('grant %s on %I.%I to %s%s',
          string_agg(a.privilege_type || a.of_column, ', ' order by a.privilege_type, a.of_column),
          n.nspname,
          c.relname,
          case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
          case when a.is_grantable then ' with grant option' else '' end)
      from (
        select x.*, '' as of_column from aclexplode(c.relacl) x
        union all
        select x.*, format(' (%I)', b.attname)
        from pg_attribute b
        cross join lateral aclexplode(b.attacl) x
        where b.attrelid = c.oid and b.attnum > 0 and not b.attisdropped) a
      where a.grantee <> c.relowner
      group by a.grantee, a.is_grantable
      order by a.grantee, a.is_grantable),
    'dependsOn', coalesce((
      select json_agg(distinct jsonb_build_object('oid', d.refobjid::bigint, 'column', b.attname))
      from pg_rewrite r
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
      left join pg_attribute b on b.attrelid = d.refobjid and b.attnum = d.refobjsubid and d.refobjsubid > 0
      where r.ev_class = c.oid and d.refobjid <> c.oid), '[]'),
    'indexes', coalesce((
      select json_agg(json_build_object(
          'name', i.relname,
          'identifier', quote_ident(i.relname),
          'comment', obj_description(i.oid, 'pg_class'),
          'isUnique', x.indisunique,
          'isValid', x.indisvalid,
          'definition', substr(t.text, strpos(t.text, format(' INDEX %I ON ', i.relname)) + length(format(' INDEX %I ON ', i.relname)) - 3),
          'columns', '[]'::json)
        order by i.relname)
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      cross join lateral (select pg_get_indexdef(i.oid) as text) t
      where x.indrelid = c.oid), '[]'))
  order by n.nspname, c.relname), '[]')::text as answer
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and c.relkind in ('v', 'm')
  and c.relname not like '\_stonescriptdb\_gateway\_%'
  and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
