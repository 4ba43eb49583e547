-- The functions and procedures in SQL and PL/pgSQL whose bodies are text, but those of extensions and of Stopgap.
select coalesce(json_agg(json_build_object(
    'schema', n.nspname,
    'name', p.proname,
    'signature', format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
    'language', l.lanname,
    'body', p.prosrc)
  order by n.nspname, p.proname, p.oid), '[]')::text as answer
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where l.lanname in ('sql', 'plpgsql')
  and p.prosqlbody is null
  and p.prosrc not like '-- plts {%'
  and n.nspname not in ('pg_catalog', 'information_schema', 'plts', 'stopgap', 'stopgap_version')
  and n.nspname not like 'pg\_%'
  and not exists (
    select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
