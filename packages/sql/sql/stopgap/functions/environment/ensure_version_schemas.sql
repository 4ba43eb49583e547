-- Makes the schemas of versions that are called by name, where somebody has dropped them.
create or replace function stopgap.ensure_version_schemas()
returns void
language plpgsql
as $$
declare
  schema name;
begin
  foreach schema in array array['stopgap_version', 'stopgap_definer']::name[] loop
    if to_regnamespace(quote_ident(schema)) is null then
      execute format('create schema %I', schema);
    end if;
  end loop;
  if not has_schema_privilege(:'app', 'stopgap_version', 'usage')
    or not has_schema_privilege(:'deployer', 'stopgap_version', 'usage')
  then
    execute format('grant usage on schema stopgap_version to %I, %I', :'app', :'deployer');
  end if;
end
$$;
