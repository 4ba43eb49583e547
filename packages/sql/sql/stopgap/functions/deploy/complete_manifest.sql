-- Writes down what a deployment has done. `pruned` is null where it was not to prune.
create or replace function stopgap.complete_manifest(deployment_id bigint, previous_id bigint, pruned jsonb)
returns void
language plpgsql
as $$
begin
  update stopgap.deployment d
  set manifest = d.manifest || jsonb_build_object(
    'function_count', (select count(*) from stopgap.fn_version v where v.deployment_id = d.id),
    'prune', coalesce(pruned, '{"dropped": [], "skipped_with_dependents": []}')
      || jsonb_build_object('enabled', pruned is not null),
    'previous_deployment_id', previous_id,
    'summary', (
      select stopgap.change_summary(array_agg(c.change))
      from stopgap.changes(stopgap.deployment_candidates(previous_id), stopgap.deployment_candidates(d.id)) c
    )
  )
  where d.id = deployment_id;
end
$$;
