-- What would not survive a function: views, defaults, triggers, indexes and the like, described.
create or replace function stopgap.dependents(function oid)
returns text[]
language sql stable
as $$
  select coalesce(array_agg(distinct description order by description), '{}')
  from pg_depend d
  left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  cross join lateral (
    select case
      when r.oid is null then pg_describe_object(d.classid, d.objid, d.objsubid)
      else pg_describe_object('pg_class'::regclass, r.ev_class, 0)
    end
  ) as descriptions (description)
  where d.refclassid = 'pg_proc'::regclass
    and d.refobjid = function
    and d.deptype in ('n', 'a', 'i')
    and (d.classid, d.objid) <> ('pg_proc'::regclass, function)
$$;
