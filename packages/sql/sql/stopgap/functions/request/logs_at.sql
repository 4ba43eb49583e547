-- Whether stopgap.log_level lets a message of this level through.
create or replace function stopgap.logs_at(level text)
returns boolean
language sql stable
as $$
  select array_position(array['off', 'error', 'warn', 'info', 'debug'], level)
    <= case lower(btrim(stopgap.setting('log_level')))
      when 'off' then 1
      when 'error' then 2
      when 'info' then 4
      when 'debug' then 5
      when 'trace' then 5
      else 3
    end
$$;
