-- What a plan tells, of whatever is to be deployed. `prunes` is null where the setting says it.
create or replace function stopgap.plan_answer(
  environment stopgap.environment,
  active stopgap.candidate[],
  candidates stopgap.candidate[],
  modules stopgap.module[],
  blocked jsonb,
  prunes boolean
)
returns jsonb
language plpgsql
as $$
declare
  will_prune boolean := coalesce(prunes, stopgap.is_on('prune'));
begin
  return jsonb_build_object(
      'env', environment.env,
      'live_schema', environment.live_schema,
      'active_deployment_id', environment.active_deployment_id,
      'prune', stopgap.planned_prune(environment.env, candidates) || jsonb_build_object('enabled', will_prune),
      'blocked', blocked || stopgap.internal_faults(environment, candidates),
      'fingerprint', stopgap.plan_fingerprint(environment, candidates, will_prune)
    ) || stopgap.comparison(active, candidates, modules);
end
$$;
