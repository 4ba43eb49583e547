-- Of the rights on a database, stopgap_gateway.database, everything goes to its platform and nothing to everybody.
do $$
declare
  database_name constant text := current_setting('stopgap_gateway.database');
  owner_grant text;
begin
  execute format('revoke all on database %I from public', database_name);
  select format('grant all on database %I to %I', database_name, pg_get_userbyid(datdba)) into strict owner_grant
    from pg_database where datname = database_name;
  execute owner_grant;
  execute format(
    'grant connect, temporary on database %I to %I', database_name, current_setting('stopgap_gateway.role')
  );
end
$$
