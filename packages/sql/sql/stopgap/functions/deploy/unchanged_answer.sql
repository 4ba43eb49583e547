-- What a deploy tells that has found nothing to do. Pruning does not need a deployment.
create or replace function stopgap.unchanged_answer(environment stopgap.environment, prunes boolean)
returns jsonb
language plpgsql
as $$
declare
  active_id bigint := environment.active_deployment_id;
  pruned jsonb := jsonb_build_object('dropped', '[]'::jsonb, 'skipped_with_dependents', '[]'::jsonb);
begin
  if prunes then
    pruned := stopgap.prune_unused(environment.env, active_id, false);
  end if;
  return jsonb_build_object(
    'ok', true,
    'deployment_id', active_id,
    'previous_deployment_id', active_id,
    'is_unchanged', true,
    'summary', (
      select stopgap.change_summary(array_agg('unchanged'::text))
      from stopgap.fn_version v
      where v.deployment_id = active_id
    ),
    'prune', pruned || jsonb_build_object('enabled', prunes)
  );
end
$$;
