-- Makes the function that is kept of a version, declared as the live one was, for calls that name a deployment. One that
-- runs as its caller is no more than what its caller may run by its hash. One with the rights of another role is behind a
-- function that looks whether its caller may call it today: it could not find out itself who that is. Nothing is to be compiled,
-- so it goes without the language whose validator would look at that.
create or replace function stopgap.create_version_function(version stopgap.fn_version)
returns void
language plpgsql
-- The body is the shell of a function that has been live.
set check_function_bodies = off
as $$
declare
  definer name := version.attributes ->> 'definer';
  schema name := case when definer is null then 'stopgap_version' else 'stopgap_definer' end;
begin
  execute format(
    'create function %I.%I(args pg_catalog.jsonb) returns pg_catalog.jsonb language plpgsql %s as %L',
    schema, version.version_key, stopgap.attribute_clauses(version.attributes),
    plts.live_shell(
      stopgap.live_pointer(version) || stopgap.statement_label(version) || '{"mode": "stopgap_version"}',
      format('%I.%I(jsonb)', schema, version.version_key)));
  if definer is null then
    return;
  end if;
  perform stopgap.give_function(schema, version.version_key, definer);
  execute format(
    'create function stopgap_version.%1$I(args pg_catalog.jsonb) returns pg_catalog.jsonb language sql begin atomic '
    'select case when stopgap.require_caller(%2$L::pg_catalog.name, %3$L::pg_catalog.name, %4$L::pg_catalog.name[]) '
    'then stopgap_definer.%1$I(args) end; end',
    version.version_key, version.live_fn_schema, version.live_fn_name, version.roles);
  -- What belongs to a role goes together.
  perform stopgap.give_function('stopgap_version', version.version_key, definer);
end
$$;
