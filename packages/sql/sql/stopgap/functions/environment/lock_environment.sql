-- Waits for its turn in an environment, and returns it as it is then; all null where there is none. Until the
-- transaction ends, nobody else deploys to it, rolls it back or prunes it; a failure can be kept.
create or replace function stopgap.lock_environment(env text)
returns stopgap.environment
language sql
as $$ select * from stopgap.environment e where e.env = lock_environment.env for no key update $$;
