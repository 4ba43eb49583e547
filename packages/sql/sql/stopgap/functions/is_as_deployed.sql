-- Whether a live function is what a version says: code, attributes, owner, and nobody else's to call.
create or replace function stopgap.is_as_deployed(p pg_proc, version stopgap.fn_version)
returns boolean
language sql stable
as $$
  select p.prosrc = stopgap.live_body(version)
    and p.prolang = (select l.oid from pg_language l where l.lanname = :'shell_language')
    and p.prorettype = 'jsonb'::regtype
    and pg_get_userbyid(p.proowner) = stopgap.live_owner(version.attributes)
    and stopgap.function_attributes(p) = version.attributes
    and not exists (select from stopgap.unwanted_callers(p.oid, version))
    and not exists (
      select from unnest(stopgap.callers(version)) as caller
      where not has_function_privilege(caller, p.oid, 'execute')
    )
$$;
