-- The tables of some schemas ($1), but those of extensions and of the tracking of schemas. Run with search_path = pg_catalog, so that every other name is qualified.
select coalesce(json_agg(json_build_object(
    'oid', c.oid::bigint,
    'schema', n.nspname,
    'name', c.relname,
    'identifier', format('%I.%I', n.nspname, c.relname),
    'qualifier', format('%I.', n.nspname),
    'comment', obj_description(c.oid, 'pg_class'),
    'persistence', c.relpersistence,
    'partitionKey', pg_get_partkeydef(c.oid),
    'partitionBound', pg_get_expr(c.relpartbound, c.oid),
    'parents', array(
      select format('%I.%I', pn.nspname, p.relname)
      from pg_inherits i
      join pg_class p on p.oid = i.inhparent
      join pg_namespace pn on pn.oid = p.relnamespace
      where i.inhrelid = c.oid
      order by i.inhseqno),
    'hasRowSecurity', c.relrowsecurity,
    'forcesRowSecurity', c.relforcerowsecurity,
    'hasPages', case
      when c.relkind = 'p' then exists (
        select from pg_partition_tree(c.oid) t where t.isleaf and pg_relation_size(t.relid) > 0)
      else pg_relation_size(c.oid) > 0 end)
  order by n.nspname, c.relname), '[]')::text as answer
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any ($1)
  and c.relkind in ('r', 'p')
  and c.relname not like '\_stonescriptdb\_gateway\_%'
  and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
