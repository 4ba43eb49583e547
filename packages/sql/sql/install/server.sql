select
  current_setting('server_version_num')::int as version_number,
  (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) as is_superuser
