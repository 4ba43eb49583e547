-- The role that calls of a platform run as: stopgap_gateway.role. The gateway's own role may become it.
do $$
declare
  role_name constant text := current_setting('stopgap_gateway.role');
  may_become constant text :=
    case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end;
begin
  perform pg_advisory_xact_lock(hashtextextended('stopgap gateway roles', 0));
  if not exists (select from pg_roles where rolname = role_name) then
    execute format('create role %I nologin', role_name);
  end if;
  if exists (
    select from pg_roles
     where rolname = role_name and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)
  ) then
    raise exception 'role % has attributes that no platform may have', role_name
      using hint = 'Take SUPERUSER, CREATEROLE, CREATEDB, BYPASSRLS and REPLICATION from it.';
  end if;
  if not pg_has_role(current_user, role_name, may_become) then
    execute format('grant %I to current_user', role_name);
  end if;
end
$$
