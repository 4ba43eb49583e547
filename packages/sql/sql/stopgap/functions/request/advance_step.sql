-- Counts a part of a step that is done, and tells so now and then.
create or replace function stopgap.advance_step(step stopgap.step)
returns stopgap.step
language plpgsql strict
as $$
begin
  step.done := step.done + 1;
  if clock_timestamp() - step.told_at > interval '100 ms' then
    step.told_at := clock_timestamp();
    perform stopgap.tell_step(step, 'running');
  end if;
  return step;
end
$$;
