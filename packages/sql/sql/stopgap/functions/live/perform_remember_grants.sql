-- Writes down other roles' grants, unless somebody is changing the environment: then that one does so.
create or replace function stopgap.perform_remember_grants(env text)
returns void
language plpgsql
as $$
declare
  environment stopgap.environment;
begin
  select * into environment
  from stopgap.environment e
  where e.env = perform_remember_grants.env
  for update skip locked;
  if found then
    perform stopgap.remember_grants(environment);
  end if;
end
$$;
