-- Makes functions live in an environment that is locked, as a new deployment, whose id it returns. They have been found
-- deployable before.
create or replace function stopgap.deploy_candidates(
  environment stopgap.environment,
  draft stopgap.deployment,
  candidates stopgap.candidate[],
  prunes boolean
)
returns bigint
language plpgsql
as $$
declare
  step stopgap.step := stopgap.start_step('store');
  live_schema name := stopgap.claim_live_schema(environment);
  new_id bigint := stopgap.open_deployment(draft, live_schema);
  pruned jsonb;
begin
  perform stopgap.remember_grants(environment);
  perform stopgap.store_versions(new_id, live_schema, candidates);
  perform stopgap.finish_step(step);

  perform stopgap.ensure_live_schema(live_schema);
  perform stopgap.drop_internal(new_id);
  perform stopgap.materialize(new_id);
  if prunes then
    pruned := stopgap.prune_unused(environment.env, new_id, false);
  end if;

  step := stopgap.start_step('activate');
  perform stopgap.complete_manifest(new_id, environment.active_deployment_id, pruned);
  perform stopgap.transition(new_id, 'sealed');
  perform stopgap.switch_active(environment, new_id, draft.created_as);
  perform stopgap.finish_step(step);
  return new_id;
end
$$;
