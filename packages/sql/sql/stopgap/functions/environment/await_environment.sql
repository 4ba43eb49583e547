-- Waits for its turn in an environment, as a step of its own.
create or replace function stopgap.await_environment(env text)
returns stopgap.environment
language plpgsql
as $$
declare
  step stopgap.step := stopgap.start_step('lock');
  environment stopgap.environment := stopgap.lock_environment(env);
begin
  perform stopgap.finish_step(step);
  return environment;
end
$$;
