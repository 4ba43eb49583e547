create or replace function stopgap.perform_deploy_bundle(
  requested_as name,
  env text,
  bundle jsonb,
  label text,
  options jsonb
)
returns jsonb
language plpgsql
as $$
declare
  environment stopgap.environment;
  candidates stopgap.candidate[];
  prunes boolean;
  deployment_id bigint;
  step stopgap.step;
begin
  perform stopgap.check_options(options);
  prunes := coalesce((options ->> 'prune')::boolean, stopgap.is_on('prune'));
  environment := stopgap.enter_environment(env);
  perform stopgap.check_active(environment, options);

  step := stopgap.start_step('check');
  perform stopgap.check_bundle(bundle);
  candidates := stopgap.bundle_candidates(bundle);
  perform stopgap.check_plan(environment, candidates, prunes);
  if not coalesce((options ->> 'force')::boolean, false)
    and bundle ->> 'contract_hash' is not distinct from (
      select d.contract_hash from stopgap.deployment d where d.id = environment.active_deployment_id)
    and environment.active_deployment_id is not null
    and candidates = stopgap.deployment_candidates(environment.active_deployment_id)
  then
    perform stopgap.finish_step(step);
    return stopgap.unchanged_answer(environment, prunes);
  end if;

  perform stopgap.store_bundle_artifacts(coalesce(nullif(bundle -> 'artifacts', 'null'), '[]'));
  perform stopgap.check_stored(candidates);
  perform stopgap.check_definers(requested_as, candidates);
  perform stopgap.finish_step(step);
  deployment_id := stopgap.deploy_candidates(
    environment, stopgap.bundle_draft(requested_as, env, bundle, label), candidates, prunes);
  return stopgap.deploy_answer(deployment_id);
end
$$;
