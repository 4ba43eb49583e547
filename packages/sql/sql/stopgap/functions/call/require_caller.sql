-- Refuses those who may not call a version of a function: who may not call the live one, or where that is gone, whom the
-- version was not for. Runs as the caller, and with the caller's search_path; so every name in here is qualified.
create or replace function stopgap.require_caller(live_schema name, live_name name, roles name[])
returns boolean
language plpgsql stable
as $$
declare
  live pg_catalog.oid := pg_catalog.to_regprocedure(pg_catalog.format('%I.%I(pg_catalog.jsonb)', live_schema, live_name));
begin
  if live is not null then
    if pg_catalog.has_function_privilege(live, 'execute') then
      return true;
    end if;
  elsif stopgap.is_caller(current_user, roles) then
    return true;
  end if;
  raise exception 'permission denied for function %',
    pg_catalog.format('%I.%I', live_schema, live_name) using errcode = 'insufficient_privilege';
end
$$;
