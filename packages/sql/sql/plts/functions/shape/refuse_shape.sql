-- Refuses what a function cannot be, with the reason. Called before anything is compiled.
create or replace function plts.refuse_shape(function pg_proc)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  is_routine boolean := function.prokind in ('f', 'p');
  -- PL/pgSQL knows both kinds of arguments by name.
  repeated text := (
    select p.name from plts.parameters(function) p where p.name is not null group by p.name having count(*) > 1 limit 1);
  reserved text := (select p.name from plts.parameters(function) p where p.name ~ '^\$[0-9]+$' limit 1);
  repeated_column text := (
    select c.name from plts.result_columns(function) c group by c.name having count(*) > 1 limit 1);
  pseudo_type oid := (
    select t.oid
    from unnest(array[function.prorettype] || array(select p.type from plts.parameters(function) p))
      with ordinality as types (type, place)
      join pg_type t on t.oid = types.type
    where t.typtype = 'p'
      and not plts.is_polymorphic(t.oid)
      and t.oid <> 'record'::regtype
      and not (place = 1 and t.oid in ('trigger'::regtype, 'event_trigger'::regtype))
      and not (place = 1 and t.oid = 'void'::regtype and not function.proretset)
    limit 1);
  reason text := case
    when function.proparallel <> 'u' then
      'it is declared parallel, and no engine can run a statement in a parallel worker; leave PARALLEL UNSAFE, the default'
    when not is_routine then 'it is a window function; only plain functions and procedures run TypeScript'
    when pseudo_type is not null then
      format('it has an argument or result of type %s, which stands for no value that JSON has', pseudo_type::regtype)
    when function.prorettype = 'record'::regtype and not exists (
      select from plts.parameters(function) p where p.mode in ('o', 'b', 't')) then
      'it returns record without saying which columns; write returns table(...), OUT arguments or a row type'
    when reserved is not null then format('PL/pgSQL has a use of its own for an argument called %s', reserved)
    when repeated is not null then format('two of its arguments are called %s', repeated)
    when repeated_column is not null then format('two columns of its result are called %s', repeated_column)
  end;
begin
  if reason is not null then
    raise exception 'function % cannot be written in plts: %', function.oid::regprocedure, reason
      using errcode = 'feature_not_supported';
  end if;
end
$$;
