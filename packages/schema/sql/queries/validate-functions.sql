-- The languages of functions whose bodies nobody has checked, and what checks them.
select p.oid::text as oid, l.lanvalidator::regproc::text as validator
from pg_catalog.pg_proc as p
join pg_catalog.pg_language as l on l.oid = p.prolang
where p.oid = any ($1::oid[]) and l.lanvalidator <> 0
