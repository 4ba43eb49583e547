-- What stopgap_gateway.role may do in this database: work with the rows of the tenant's own schemas, now and of what is made later. It may not
-- touch what the gateway and Stopgap keep there, but for the keys of its own calls. Whoever runs it gives what is theirs to give.
do $$
declare
  role_name constant text := current_setting('stopgap_gateway.role');
  not_of_the_tenant name[] := array[
    'plts', 'stopgap', 'stopgap_version', 'stopgap_definer', 'information_schema'
  ];
  own_schema pg_namespace;
  own_tables text;
  own_sequences text;
  tracking regclass;
begin
  if exists (
    select
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'stopgap' and c.relname = 'environment'
       and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  ) then
    execute 'select $1 || coalesce(array_agg(live_schema) filter (where live_schema is not null), array[]::name[])
               from stopgap.environment'
       into not_of_the_tenant using not_of_the_tenant;
  end if;
  for own_schema in
    select *
      from pg_namespace
     where nspname <> all (not_of_the_tenant)
       and nspname !~ '^pg_'
       and (nspname = 'public' or pg_has_role(current_user, nspowner, 'USAGE'))
  loop
    if pg_has_role(current_user, own_schema.nspowner, 'USAGE') then
      execute format('grant usage on schema %I to %I', own_schema.nspname, role_name);
    end if;
    select string_agg(c.oid::regclass::text, ', ') filter (where c.relkind <> 'S'),
           string_agg(c.oid::regclass::text, ', ') filter (where c.relkind = 'S')
      into own_tables, own_sequences
      from pg_class c
     where c.relnamespace = own_schema.oid
       and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
       and pg_has_role(current_user, c.relowner, 'USAGE');
    if own_tables is not null then
      execute format('grant select, insert, update, delete on table %s to %I', own_tables, role_name);
    end if;
    if own_sequences is not null then
      execute format('grant usage, select, update on sequence %s to %I', own_sequences, role_name);
    end if;
    execute format(
      'alter default privileges in schema %I grant select, insert, update, delete on tables to %I', own_schema.nspname, role_name
    );
    execute format(
      'alter default privileges in schema %I grant usage, select, update on sequences to %I', own_schema.nspname, role_name
    );
  end loop;
  for tracking in
    select c.oid
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname ~ '^_stonescriptdb_gateway_' and c.relkind in ('r', 'p', 'S', 'v')
       and c.relname <> '_stonescriptdb_gateway_idempotency_keys'
       and n.nspname !~ '^pg_'
       and pg_has_role(current_user, c.relowner, 'USAGE')
  loop
    execute format('revoke all on %s from %I', tracking, role_name);
  end loop;
end
$$
