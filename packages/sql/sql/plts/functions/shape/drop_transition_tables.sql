-- Removes the copies of a trigger's transition tables, and brings back what they had put aside.
create or replace function plts.drop_transition_tables(relation oid, trigger_name name)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  copy name;
  aside name;
begin
  for copy in
    select tables.name
    from pg_trigger t, unnest(array[t.tgnewtable, t.tgoldtable]) as tables (name)
    where t.tgrelid = relation and t.tgname = trigger_name and tables.name is not null
  loop
    execute format('drop table pg_temp.%I', copy);
    select c.relname into aside
    from pg_class c
    where c.relnamespace = pg_my_temp_schema() and starts_with(c.relname, 'plts_' || md5(copy))
    order by length(c.relname) desc, c.relname desc
    limit 1;
    if found then
      execute format('alter table pg_temp.%I rename to %I', aside, copy);
    end if;
  end loop;
end
$$;
