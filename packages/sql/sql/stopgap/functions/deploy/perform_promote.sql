-- Deploys to an environment what is active in another one.
create or replace function stopgap.perform_promote(requested_as name, from_env text, to_env text, label text)
returns bigint
language plpgsql
as $$
declare
  environment stopgap.environment;
  draft stopgap.deployment;
  candidates stopgap.candidate[];
  step stopgap.step;
begin
  if from_env = to_env then
    raise exception 'cannot promote env % onto itself', from_env using errcode = 'invalid_parameter_value';
  end if;
  select d.* into draft
  from stopgap.environment e
  join stopgap.deployment d on d.id = e.active_deployment_id
  where e.env = from_env;
  if not found then
    raise exception 'cannot promote env %: environment missing or has no active deployment',
      coalesce(from_env, 'null')
      using errcode = 'object_not_in_prerequisite_state', hint = 'Deploy to it first.';
  end if;
  environment := stopgap.enter_environment(to_env);

  step := stopgap.start_step('check');
  candidates := stopgap.deployment_candidates(draft.id);
  perform stopgap.check_definers(requested_as, candidates);
  perform stopgap.finish_step(step);
  draft.manifest := jsonb_build_object('promoted_from', jsonb_build_object('env', from_env, 'deployment_id', draft.id));
  draft.env := to_env;
  draft.label := label;
  draft.created_as := requested_as;
  return stopgap.deploy_candidates(environment, draft, candidates, stopgap.is_on('prune'));
end
$$;
