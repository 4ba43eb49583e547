-- The ranges of some schemas ($1), but those of extensions.
select coalesce(json_agg(json_build_object(
    'kind', 'range',
    'schema', n.nspname,
    'name', t.typname,
    'comment', obj_description(t.oid, 'pg_type'),
    'identifier', format('%I.%I', n.nspname, t.typname),
    'definition', concat_ws(', ',
      'subtype = ' || format_type(r.rngsubtype, null),
      'subtype_opclass = ' || (
        select format('%I.%I', cn.nspname, o.opcname)
        from pg_opclass o
        join pg_namespace cn on cn.oid = o.opcnamespace
        where o.oid = r.rngsubopc),
      'collation = ' || (
        select format('%I.%I', ln.nspname, l.collname)
        from pg_collation l
        join pg_namespace ln on ln.oid = l.collnamespace
        where l.oid = r.rngcollation),
      'canonical = ' || nullif(r.rngcanonical::oid, 0)::regproc,
      'subtype_diff = ' || nullif(r.rngsubdiff::oid, 0)::regproc))
  order by n.nspname, t.typname), '[]')::text as answer
from pg_range r
join pg_type t on t.oid = r.rngtypid
join pg_namespace n on n.oid = t.typnamespace
where n.nspname = any ($1)
  and not exists (
    select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
