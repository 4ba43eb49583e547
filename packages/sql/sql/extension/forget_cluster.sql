-- PostgreSQL takes every right that a script grants for one that the extension's own objects begin with, also where the
-- object is the cluster's. It could not drop the owner any more, as long as it has this of a parameter.
with forgotten as (
  delete from pg_catalog.pg_init_privs i
  where i.privtype = 'e' and i.classoid in (select c.oid from pg_catalog.pg_class c where c.relisshared)
  returning i.classoid, i.objoid
)
delete from pg_catalog.pg_shdepend d
using forgotten f
where d.dbid = 0 and d.deptype = 'i' and (d.classid, d.objid) = (f.classoid, f.objoid);
