-- What would not survive a function: views, defaults, triggers, policies, constraints, indexes, other functions and the
-- like, each with its kind and name.
create or replace function stopgap.dependents(function oid)
returns text[]
language sql stable
as $$
  select coalesce(array_agg(distinct description order by description), '{}')
  from pg_depend d
  left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid and r.rulename = '_RETURN'
  left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
  left join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
  left join pg_constraint c on d.classid = 'pg_constraint'::regclass and c.oid = d.objid and c.contypid <> 0
  cross join lateral (
    select case
      -- A view is its rule.
      when r.oid is not null then pg_describe_object('pg_class'::regclass, r.ev_class, 0)
      when a.attgenerated <> '' then 'generated ' || pg_describe_object('pg_class'::regclass, f.adrelid, f.adnum)
      -- PostgreSQL does not say whose constraint it is.
      when c.oid is not null then concat(
        pg_describe_object(d.classid, d.objid, 0), ' on ', pg_describe_object('pg_type'::regclass, c.contypid, 0))
      else pg_describe_object(d.classid, d.objid, d.objsubid)
    end
  ) as descriptions (description)
  where d.refclassid = 'pg_proc'::regclass
    and d.refobjid = function
    and d.deptype in ('n', 'a', 'i')
    and (d.classid, d.objid) <> ('pg_proc'::regclass, function)
$$;
