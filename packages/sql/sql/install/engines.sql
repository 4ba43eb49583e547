select a.name, e.extversion as installed, a.default_version as available
from pg_catalog.pg_available_extensions a
  left join pg_catalog.pg_extension e on e.extname = a.name
where a.name = any ($1)
