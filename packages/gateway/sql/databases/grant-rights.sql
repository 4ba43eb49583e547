-- What stopgap_gateway.role may do in this database: work with the rows of the tenant's own schemas, now and of what is made later. It may not
-- touch what the gateway and Stopgap keep there, but for the keys of its own calls.
do $$
declare
  role_name constant text := current_setting('stopgap_gateway.role');
  not_of_the_tenant name[] := array[
    'plts', 'stopgap', 'stopgap_version', 'stopgap_definer', 'information_schema'
  ];
  app_role name;
  own_schema name;
  tracking regclass;
begin
  if to_regclass('stopgap.environment') is not null then
    execute 'select $1 || coalesce(array_agg(live_schema) filter (where live_schema is not null), array[]::name[])
               from stopgap.environment'
       into not_of_the_tenant using not_of_the_tenant;
  end if;
  if to_regclass('plts.installation') is not null then
    execute 'select roles ->> ''app'' from plts.installation' into app_role;
    execute format('grant %I to %I', app_role, role_name);
  end if;
  for own_schema in
    select nspname
      from pg_namespace
     where nspname <> all (not_of_the_tenant)
       and nspname !~ '^pg_'
       and pg_has_role(current_user, nspowner, 'USAGE')
  loop
    execute format('grant usage on schema %I to %I', own_schema, role_name);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', own_schema, role_name);
    execute format('grant usage, select, update on all sequences in schema %I to %I', own_schema, role_name);
    execute format(
      'alter default privileges in schema %I grant select, insert, update, delete on tables to %I', own_schema, role_name
    );
    execute format(
      'alter default privileges in schema %I grant usage, select, update on sequences to %I', own_schema, role_name
    );
  end loop;
  for tracking in
    select c.oid
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname ~ '^_stonescriptdb_gateway_' and c.relkind in ('r', 'p', 'S', 'v')
       and c.relname <> '_stonescriptdb_gateway_idempotency_keys'
       and n.nspname !~ '^pg_'
  loop
    execute format('revoke all on %s from %I', tracking, role_name);
  end loop;
end
$$
