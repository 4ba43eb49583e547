-- A role of a platform: stopgap_gateway.role. The gateway's own role may become it. It may log in where there is a
-- stopgap_gateway.verifier, which is made its password where it had none, and where stopgap_gateway.is_renewed says so.
do $$
declare
  role_name constant text := current_setting('stopgap_gateway.role');
  verifier constant text := current_setting('stopgap_gateway.verifier');
  may_become constant text :=
    case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end;
  found_role pg_roles;
begin
  perform pg_advisory_xact_lock(hashtextextended('stopgap gateway roles', 0));
  if not exists (select from pg_roles where rolname = role_name) then
    execute format('create role %I nologin', role_name);
  end if;
  select * into found_role from pg_roles where rolname = role_name;
  if found_role.rolsuper or found_role.rolcreaterole or found_role.rolcreatedb
    or found_role.rolbypassrls or found_role.rolreplication then
    raise exception 'role % has attributes that no platform may have', role_name
      using hint = 'Take SUPERUSER, CREATEROLE, CREATEDB, BYPASSRLS and REPLICATION from it.';
  end if;
  if verifier <> '' and (not found_role.rolcanlogin or current_setting('stopgap_gateway.is_renewed')::boolean) then
    execute format('alter role %I login password %L', role_name, verifier);
  end if;
  if not (pg_has_role(current_user, role_name, may_become) and pg_has_role(current_user, role_name, 'USAGE')) then
    execute format('grant %I to current_user', role_name);
  end if;
end
$$
