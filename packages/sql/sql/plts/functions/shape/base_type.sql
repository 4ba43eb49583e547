-- The type that a domain rests on; any other type itself.
create or replace function plts.base_type(type oid)
returns oid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive bases (oid, typtype, typbasetype) as (
    select t.oid, t.typtype, t.typbasetype from pg_type t where t.oid = base_type.type
    union all
    select t.oid, t.typtype, t.typbasetype from bases b join pg_type t on t.oid = b.typbasetype where b.typtype = 'd'
  )
  select b.oid from bases b where b.typtype <> 'd'
$$;
