select name, array_agg(version order by version) as versions
from pg_catalog.pg_available_extension_versions
where name = any ($1)
group by name
