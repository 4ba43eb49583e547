create or replace function stopgap.check_source_schema(operation text, requested_as name, source_schema text)
returns void
language plpgsql
as $$
declare
  schema_oid oid := (select n.oid from pg_namespace n where n.nspname = source_schema);
begin
  if schema_oid is null then
    raise exception 'permission denied for stopgap %: source schema % does not exist',
      operation, coalesce(source_schema, 'null')
      using errcode = 'invalid_schema_name';
  end if;
  if has_schema_privilege(requested_as, schema_oid, 'usage') then
    return;
  end if;
  raise exception '%', case operation
      when 'diff' then
        format('permission denied for stopgap diff: current_user lacks USAGE on source schema %s', source_schema)
      else
        format('permission denied for stopgap %s: it requires USAGE on source schema %s to read '
          'deployable application functions', operation, source_schema)
    end
    using errcode = 'insufficient_privilege',
      hint = format('grant usage on schema %I to %I', source_schema, requested_as);
end
$$;
