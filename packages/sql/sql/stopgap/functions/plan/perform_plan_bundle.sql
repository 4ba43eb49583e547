-- Finds out what a deploy of a bundle would do. Changes nothing. Artifacts need not come with their code.
create or replace function stopgap.perform_plan_bundle(requested_as name, env text, bundle jsonb, prunes boolean)
returns jsonb
language plpgsql
as $$
declare
  environment stopgap.environment;
  candidates stopgap.candidate[];
  active stopgap.candidate[];
begin
  perform stopgap.check_bundle(bundle);
  select * into environment from stopgap.environment e where e.env = perform_plan_bundle.env;
  active := stopgap.deployment_candidates(environment.active_deployment_id);
  candidates := stopgap.bundle_candidates(bundle);
  environment.env := env;
  return jsonb_build_object(
      'source_schema', null, 'source_root', bundle -> 'source_root', 'contract_hash', bundle -> 'contract_hash')
    || stopgap.plan_answer(
      environment, active, candidates, stopgap.bundle_modules(bundle -> 'artifacts'),
      stopgap.candidate_faults(requested_as, null, candidates, active), prunes);
end
$$;
