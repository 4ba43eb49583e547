create or replace function stopgap.finish_step(step stopgap.step)
returns void
language plpgsql strict
as $$
begin
  step.done := coalesce(step.total, step.done);
  perform stopgap.tell_step(step, 'finished');
end
$$;
