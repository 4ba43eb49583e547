-- What another schema's function says of an object; null where none is registered.
create or replace function plts.ask_hook(hook text, object oid)
returns jsonb
language plpgsql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  registered regprocedure := (select h.function from plts.hook h where h.name = hook);
  answer jsonb;
begin
  if registered is not null then
    execute format('select %s($1)', registered::regproc) into answer using object;
  end if;
  return answer;
end
$$;
