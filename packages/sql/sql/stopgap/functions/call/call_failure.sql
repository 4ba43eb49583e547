-- What call_fn says of an error that the called function has raised.
create or replace function stopgap.call_failure(path text, kind text, code text, message text)
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select format('stopgap.call_fn %s for ''%s'': %s',
    case
      when message like '%stopgap args validation failed%' then 'invalid args'
      when kind = 'query' and code = '25006' then 'wrong wrapper mode'
      else 'execution failed'
    end, path, message)
$$;
