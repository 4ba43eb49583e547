create or replace function stopgap.log(level text, message text)
returns void
language plpgsql
as $$
begin
  if not stopgap.logs_at(level) then
    return;
  end if;
  if level = 'warn' then
    raise warning '%', message;
  else
    raise info '%', message;
  end if;
end
$$;
