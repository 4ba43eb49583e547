-- Refuses a deployment that a call names and cannot have. caller: who says so.
create or replace function stopgap.check_callable(caller text, deployment_id bigint, env text)
returns void
language plpgsql stable
as $$
declare
  named stopgap.deployment;
begin
  select * into named from stopgap.deployment d where d.id = deployment_id;
  if not found then
    raise exception '% cannot run deployment %: there is no such deployment', caller, deployment_id
      using errcode = 'undefined_object', hint = 'stopgap.deployments(env) has those that are kept.';
  elsif named.env <> env then
    raise exception '% cannot run deployment % in env ''%'': it belongs to env ''%''',
      caller, deployment_id, env, named.env
      using errcode = 'undefined_object';
  elsif named.status not in ('active', 'superseded', 'rolled_back') then
    raise exception '% cannot run deployment %: it is % and has never been active',
      caller, deployment_id, named.status
      using errcode = 'object_not_in_prerequisite_state';
  end if;
end
$$;
