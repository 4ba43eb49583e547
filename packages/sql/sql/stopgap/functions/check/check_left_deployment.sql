-- A deployment is active as long as an environment says so.
create or replace function stopgap.check_left_deployment()
returns trigger
language plpgsql
as $$
begin
  if exists (
    select
    from stopgap.environment e
    where e.active_deployment_id = old.id
      and not exists (
        select
        from stopgap.deployment d
        where d.id = old.id and d.env = e.env and d.status = 'active'
      )
  ) then
    raise exception 'deployment % is active in environment %', old.id, old.env
      using errcode = 'foreign_key_violation', schema = 'stopgap', table = 'environment',
        constraint = 'environment_active_deployment';
  end if;
  return null;
end
$$;

create or replace trigger left_deployment
after update of id, env, status or delete on stopgap.deployment
for each row when (old.status = 'active')
execute function stopgap.check_left_deployment();
