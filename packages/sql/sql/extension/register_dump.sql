-- What people have put into the tables belongs to dumps. What the extension brings along does not: scripts, hooks, and what
-- it says of itself. Nor do tables that a crash may empty.
do $$
declare
  relation regclass;
begin
  for relation in
    select c.oid
    from pg_extension e
    join pg_depend d on (d.refclassid, d.refobjid, d.deptype) = ('pg_extension'::regclass, e.oid, 'e')
    join pg_class c on (d.classid, d.objid) = ('pg_class'::regclass, c.oid)
    where e.extname = :'extension'
      and c.relkind in ('r', 'S')
      and c.relpersistence = 'p'
      and c.oid <> all (array(
        select to_regclass(name)::oid
        from unnest(array['plts.asset', 'plts.hook', 'plts.migration', 'plts.installation']) as name
        where to_regclass(name) is not null
      ))
    order by c.oid
  loop
    perform pg_extension_config_dump(relation, '');
  end loop;
end
$$;
