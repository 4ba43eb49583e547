create or replace function stopgap.perform_deploy(requested_as name, env text, from_schema text, label text)
returns bigint
language plpgsql
as $$
declare
  environment stopgap.environment;
  candidates stopgap.candidate[];
  live_schema name;
  new_id bigint;
begin
  perform stopgap.create_environment(env);
  environment := stopgap.lock_environment(env);

  perform stopgap.check_source_schema('deploy', requested_as, from_schema);
  perform stopgap.refuse_overloads(from_schema);
  candidates := stopgap.schema_candidates(from_schema);
  perform stopgap.check_imports(from_schema, candidates);
  if stopgap.check_artifacts(
    from_schema, candidates, stopgap.deployment_candidates(environment.active_deployment_id))
  then
    -- What a handler asks for is known once its types are.
    candidates := stopgap.schema_candidates(from_schema);
  end if;
  perform stopgap.check_definers(requested_as, from_schema, candidates);

  live_schema := stopgap.claim_live_schema(environment);
  new_id := stopgap.open_deployment(requested_as, env, from_schema, label, live_schema);
  perform stopgap.store_versions(new_id, from_schema, live_schema, candidates);
  perform stopgap.ensure_live_schema(live_schema);
  perform stopgap.drop_internal(new_id);
  perform stopgap.materialize(new_id);
  perform stopgap.complete_manifest(new_id, environment.active_deployment_id);

  perform stopgap.transition(new_id, 'sealed');
  perform stopgap.switch_active(environment, new_id, requested_as);
  return new_id;
end
$$;
