-- Raises what PostgreSQL said of a result that it could not make into what the function returns, with the place in the
-- result where there is one.
create or replace function plts.refuse_result(
  identity text,
  result text,
  code text,
  message text,
  trigger_table oid default null
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  function pg_proc := (select p from pg_proc p where p.oid = plts.function_oid(identity));
  path text := '$';
  member record;
begin
  if code in ('42704', '42P01', '3F000') then
    raise exception using errcode = code, message = message,
      hint = 'A type or schema that this function names has been renamed or dropped. Create the function anew.';
  end if;
  for member in select * from plts.result_members(function, trigger_table, result::json) loop
    begin
      execute format('select value from pg_catalog.json_to_record($1) as result (value %s)', member.type)
        using json_build_object('value', member.value);
    exception when others then
      path := member.path;
      exit;
    end;
  end loop;
  raise exception using
    errcode = code,
    message = format('stopgap result does not fit at %s: %s', path, message),
    detail = json_build_object(
      'stage', 'result', 'function', plts.describe_function(identity)::json, 'path', path, 'stack', '')::text;
end
$$;
