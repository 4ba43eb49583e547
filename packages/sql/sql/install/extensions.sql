select e.extname as name, e.extversion as version
from pg_catalog.pg_extension e
where e.extname in ('plts', 'stopgap')
order by e.extname
