-- INFO reaches the client at once, whatever it wants to hear otherwise.
create or replace function stopgap.tell_step(step stopgap.step, state text)
returns void
language plpgsql
as $$
begin
  raise info using
    message = format('stopgap progress: %s %s', step.name, state),
    detail = jsonb_build_object(
      'step', step.name,
      'state', state,
      'done', step.done,
      'total', step.total,
      'elapsed_ms', round(extract(epoch from clock_timestamp() - step.started_at) * 1000, 3));
end
$$;
