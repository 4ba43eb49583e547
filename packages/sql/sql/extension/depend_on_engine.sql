-- What `requires` of the control file would record, could it name either engine: it says in which order a dump restores
-- extensions. An update takes it away, so that it is recorded anew.
insert into pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
select 'pg_extension'::regclass, e.oid, 0, 'pg_extension'::regclass, engine.oid, 0, 'n'
from pg_extension e, pg_extension engine
where e.extname = 'plts' and engine.extname = current_setting('plts.install_engine')
  and not exists (
    select
    from pg_depend d
    where (d.classid, d.objid, d.refclassid, d.refobjid) = ('pg_extension'::regclass, e.oid, 'pg_extension'::regclass, engine.oid)
  );
