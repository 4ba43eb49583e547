-- What makes a trigger's transition tables visible to the handler, whose statements have a surrounding of their own: the
-- trigger function itself copies each into a temporary table of the same name. One that an outer trigger has made is put
-- aside.
create or replace function plts.transition_tables(relation oid, trigger_name name)
returns setof text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select statement
  from pg_trigger t,
    unnest(array[t.tgnewtable, t.tgoldtable]) as tables (name),
    lateral (values
      (1, (
        select format('alter table pg_temp.%I rename to %I', name, format('plts_%s_%s', md5(name), (
          select count(*) from pg_class c
          where c.relnamespace = pg_my_temp_schema() and starts_with(c.relname, 'plts_' || md5(name)))))
        where to_regclass(format('pg_temp.%I', name)) is not null)),
      (2, format('create temporary table %1$I on commit drop as table %1$I', name))) as statements (step, statement)
  where t.tgrelid = relation and t.tgname = trigger_name and tables.name is not null and statement is not null
  order by name, step
$$;
