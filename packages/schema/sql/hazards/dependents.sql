-- What would be in the way of dropping or altering a table or view ($1) or one of its columns ($2; null for all of it): views, functions with SQL
-- bodies, policies, triggers, generated columns. What goes with the table or the column is not among them.
select coalesce(json_agg(json_build_object('oid', oid::bigint, 'description', description) order by description), '[]')::text as answer
from (
  select distinct coalesce(r.ev_class, d.objid) as oid, pg_describe_object(
      coalesce(case when r.oid is not null then 'pg_class'::regclass end, d.classid),
      coalesce(r.ev_class, d.objid),
      case when r.oid is null then d.objsubid else 0 end) as description
  from pg_depend d
  left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  left join pg_attrdef f on d.classid = 'pg_attrdef'::regclass and f.oid = d.objid
  where d.refclassid = 'pg_class'::regclass
    and d.refobjid = $1::oid
    and ($2::text is null or d.refobjsubid = (
      select a.attnum from pg_attribute a where a.attrelid = $1::oid and a.attname = $2))
    and case
      when d.classid = 'pg_rewrite'::regclass then r.ev_class <> $1::oid
      when d.classid = 'pg_proc'::regclass then true
      when d.classid = 'pg_trigger'::regclass then $2 is not null and d.deptype = 'n'
      when d.classid = 'pg_policy'::regclass then d.deptype = 'n' and (
        $2 is not null or (select p.polrelid from pg_policy p where p.oid = d.objid) <> $1::oid)
      when d.classid = 'pg_attrdef'::regclass then $2 is not null and f.adnum <> d.refobjsubid
      else false end
) dependents
