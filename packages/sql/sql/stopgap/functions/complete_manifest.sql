-- Writes down what a deployment has done. Prunes, if that is wanted.
create or replace function stopgap.complete_manifest(deployment_id bigint, previous_id bigint, prunes boolean)
returns void
language plpgsql
as $$
declare
  pruned jsonb := jsonb_build_object('dropped', '[]'::jsonb, 'skipped_with_dependents', '[]'::jsonb);
begin
  if prunes then
    pruned := (select stopgap.prune_unused(d.env, d.id, false) from stopgap.deployment d where d.id = deployment_id);
  end if;
  update stopgap.deployment d
  set manifest = d.manifest || stopgap.manifest_functions(d.id) || jsonb_build_object(
    'prune', pruned || jsonb_build_object('enabled', prunes),
    'previous_deployment_id', previous_id,
    'summary', (
      select stopgap.change_summary(array_agg(c.change))
      from stopgap.changes(stopgap.deployment_candidates(previous_id), stopgap.deployment_candidates(d.id)) c
    )
  )
  where d.id = deployment_id;
end
$$;
