-- The deployment that is active in an environment is one of its own, and is active.
create or replace function stopgap.check_active_deployment()
returns trigger
language plpgsql
as $$
begin
  if not exists (
    select
    from stopgap.deployment d
    where d.id = new.active_deployment_id and d.env = new.env and d.status = 'active'
  ) then
    raise exception 'deployment % is not active in environment %', new.active_deployment_id, new.env
      using errcode = 'foreign_key_violation', schema = 'stopgap', table = 'environment',
        constraint = 'environment_active_deployment';
  end if;
  return null;
end
$$;

create or replace trigger active_deployment
after update of env, active_deployment_id on stopgap.environment
for each row when (new.active_deployment_id is not null)
execute function stopgap.check_active_deployment();
