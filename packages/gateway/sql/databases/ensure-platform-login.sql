-- The login that a platform's databases are called with: stopgap_gateway.login, a member of stopgap_gateway.role alone. One that is missing
-- is made with stopgap_gateway.verifier as its password; that of an existing one stays as it is.
do $$
declare
  login_name constant text := current_setting('stopgap_gateway.login');
  role_name constant text := current_setting('stopgap_gateway.role');
  login pg_roles;
begin
  perform pg_advisory_xact_lock(hashtextextended('stopgap gateway roles', 0));
  select * into login from pg_roles where rolname = login_name;
  if login_name ~ '^stopgap_(platform|owner)_' then
    raise exception using errcode = 'invalid_role_specification',
      message = 'the gateway keeps names like this one for its own roles';
  elsif login.oid is null then
    execute format('create role %I login password %L', login_name, current_setting('stopgap_gateway.verifier'));
  elsif login_name = session_user or login_name = current_user then
    raise exception using errcode = 'invalid_role_specification',
      message = 'it is the role of the gateway';
  elsif not login.rolcanlogin then
    raise exception using errcode = 'invalid_role_specification', message = 'it has no login';
  elsif login.rolsuper or login.rolcreaterole or login.rolcreatedb or login.rolbypassrls or login.rolreplication then
    raise exception using errcode = 'invalid_role_specification',
      message = 'it has SUPERUSER, CREATEROLE, CREATEDB, BYPASSRLS or REPLICATION, which no platform may have';
  elsif exists (
    select
      from pg_roles other
     where other.rolname <> role_name
       and other.oid <> login.oid
       and pg_has_role(login.oid, other.oid, 'MEMBER')
       and (other.rolsuper or other.rolname ~ '^(pg|stopgap_platform|stopgap_owner)_' or pg_has_role(other.oid, current_user, 'MEMBER'))
  ) then
    raise exception using errcode = 'invalid_role_specification',
      message = 'it has rights of another platform, of the gateway or of the server';
  end if;
  if not pg_has_role(login_name, role_name, 'USAGE') then
    execute format('grant %I to %I', role_name, login_name);
  end if;
end
$$
