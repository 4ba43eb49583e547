-- Begins a step of a long operation. Null where nobody wants to know: then what is made of it does nothing.
create or replace function stopgap.start_step(name text, total integer default null)
returns stopgap.step
language plpgsql
as $$
declare
  step stopgap.step;
begin
  if not stopgap.is_on('progress') then
    return null;
  end if;
  step := (name, 0, total, clock_timestamp(), clock_timestamp());
  perform stopgap.tell_step(step, 'started');
  return step;
end
$$;
