-- The one place where a deployment changes its state.
create or replace function stopgap.transition(deployment_id bigint, to_status text)
returns void
language plpgsql
as $$
declare
  from_status text;
begin
  select d.status into from_status from stopgap.deployment d where d.id = deployment_id for update;
  if not found then
    raise exception 'deployment id % does not exist', deployment_id using errcode = 'undefined_object';
  end if;
  if (from_status, to_status) not in (
    ('open', 'sealed'), ('open', 'failed'),
    ('sealed', 'active'), ('sealed', 'failed'),
    ('active', 'superseded'), ('active', 'rolled_back'),
    ('superseded', 'active'),
    ('rolled_back', 'active')
  ) then
    raise exception 'invalid deployment status transition % -> % for id %', from_status, to_status, deployment_id
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  update stopgap.deployment d set status = to_status where d.id = deployment_id;
end
$$;
