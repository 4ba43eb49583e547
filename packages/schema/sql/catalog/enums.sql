-- The enums of some schemas ($1), but those of extensions.
select coalesce(json_agg(json_build_object(
    'kind', 'enum',
    'schema', n.nspname,
    'name', t.typname,
    'comment', obj_description(t.oid, 'pg_type'),
    'identifier', format('%I.%I', n.nspname, t.typname),
    'labels', array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder))
  order by n.nspname, t.typname), '[]')::text as answer
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
where n.nspname = any ($1)
  and t.typtype = 'e'
  and not exists (
    select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
