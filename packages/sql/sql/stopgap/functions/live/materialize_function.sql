-- Makes a function live as a version says. An existing one is replaced in place and keeps its oid and its grants; what it
-- was is kept for calls that name a deployment.
create or replace function stopgap.materialize_function(version stopgap.fn_version)
returns void
language plpgsql
as $$
declare
  new_owner name := stopgap.live_owner(version.attributes);
begin
  perform stopgap.keep_version(version.live_fn_schema, version.live_fn_name, version.version_key);
  execute format(
    'create or replace function %I.%I(args pg_catalog.jsonb) returns pg_catalog.jsonb language %I %s as %L',
    version.live_fn_schema, version.live_fn_name, :'shell_language', stopgap.attribute_clauses(version.attributes),
    stopgap.live_body(version));
  if new_owner <> (
    select pg_get_userbyid(p.proowner)
    from pg_proc p
    where p.oid = stopgap.live_function(version.live_fn_schema, version.live_fn_name)
  ) then
    perform stopgap.give_function(version.live_fn_schema, version.live_fn_name, new_owner);
  end if;
end
$$;
