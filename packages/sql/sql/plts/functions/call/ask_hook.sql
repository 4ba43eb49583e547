-- What another schema's function says of an object in a call; null where none is registered.
create or replace function plts.ask_hook(hook text, object oid, call jsonb)
returns jsonb
language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  registered text := (select h.function_name from plts.hook h where h.name = hook);
  answer jsonb;
begin
  if registered is not null then
    execute format('select %s($1, $2)', registered) into answer using object, call;
  end if;
  return answer;
end
$$;
