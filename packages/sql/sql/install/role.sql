select
  r.rolcanlogin as can_login,
  r.rolsuper as is_superuser
from pg_catalog.pg_roles r
where r.rolname = $1
