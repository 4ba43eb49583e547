-- Refuses what a function cannot be, with the reason. Called before anything is compiled.
create or replace function plts.refuse_shape(function pg_proc)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  reason text := case
    when function.proparallel <> 'u' then
      'it is declared parallel, and no engine can run a statement in a parallel worker; leave PARALLEL UNSAFE, the default'
    when function.prokind <> 'f' then 'it is no plain function; procedures, aggregates and window functions cannot be plts'
    when function.proretset then 'it returns a set; return one jsonb array instead'
    when function.proallargtypes is not null then 'it has OUT, INOUT, VARIADIC or TABLE arguments; return one jsonb object instead'
    when function.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) then 'it is a trigger function'
    when exists (
      select from unnest(function.proargtypes::oid[] || function.prorettype) as type (oid) join pg_type using (oid)
      where typtype = 'p' and oid <> 'void'::regtype) then 'it has an argument or result of a pseudo-type'
    when exists (
      select from pg_type where oid = function.prorettype and (typtype in ('c', 'r', 'm') or typcategory = 'A')) then
      'it returns a row, an array or a range; return jsonb instead'
  end;
begin
  if reason is not null then
    raise exception 'function % cannot be written in plts: %', function.oid::regprocedure, reason
      using errcode = 'feature_not_supported';
  end if;
end
$$;
