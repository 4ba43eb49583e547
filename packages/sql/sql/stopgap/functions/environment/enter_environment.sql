-- Waits for its turn in an environment, which is created where there is none.
create or replace function stopgap.enter_environment(env text)
returns stopgap.environment
language plpgsql
as $$
declare
  step stopgap.step := stopgap.start_step('lock');
  environment stopgap.environment;
begin
  -- It waits as well, where somebody else has just created it.
  perform stopgap.create_environment(env);
  environment := stopgap.lock_environment(env);
  perform stopgap.finish_step(step);
  return environment;
end
$$;
