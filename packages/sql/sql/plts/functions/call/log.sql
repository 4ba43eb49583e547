-- What ctx.log and console write: a message of PostgreSQL, with a detail where there is one.
create or replace function plts.log(level text, message text, detail text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The level of a message is part of the statement, and an option of it cannot be null.
  if detail is null then
    case level
      when 'debug' then raise debug using message = message;
      when 'info' then raise info using message = message;
      when 'notice' then raise notice using message = message;
      when 'warning' then raise warning using message = message;
    end case;
  else
    case level
      when 'debug' then raise debug using message = message, detail = detail;
      when 'info' then raise info using message = message, detail = detail;
      when 'notice' then raise notice using message = message, detail = detail;
      when 'warning' then raise warning using message = message, detail = detail;
    end case;
  end if;
end
$$;
