-- Lets stopgap_gateway.role call functions in TypeScript, and stopgap_gateway.owner deploy them where this database is its own. Both may do
-- nothing with it in other databases: they cannot connect to those.
do $$
declare
  app constant text := current_setting('stopgap_gateway.app');
  deployer constant text := current_setting('stopgap_gateway.deployer');
  role_name constant text := current_setting('stopgap_gateway.role');
  owner_name constant text := current_setting('stopgap_gateway.owner');
begin
  if not pg_has_role(role_name, app, 'MEMBER') then
    execute format('grant %I to %I', app, role_name);
  end if;
  if exists (
    select from pg_database where datname = current_database() and pg_get_userbyid(datdba) = owner_name
  ) and not pg_has_role(owner_name, deployer, 'MEMBER') then
    execute format('grant %I to %I', deployer, owner_name);
  end if;
end
$$
