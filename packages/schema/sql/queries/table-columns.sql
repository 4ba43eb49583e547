select a.attname::text as name
from pg_catalog.pg_attribute as a
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
order by a.attnum
