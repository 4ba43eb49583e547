create or replace function stopgap.perform_deploy(requested_as name, env text, from_schema text, label text)
returns bigint
language plpgsql
as $$
declare
  environment stopgap.environment;
  draft stopgap.deployment;
  candidates stopgap.candidate[];
  step stopgap.step;
begin
  environment := stopgap.enter_environment(env);

  step := stopgap.start_step('check');
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
  perform stopgap.check_definers(requested_as, candidates);
  perform stopgap.check_plan(environment, candidates, stopgap.is_on('prune'));
  perform stopgap.finish_step(step);

  draft.env := env;
  draft.label := label;
  draft.created_as := requested_as;
  draft.source_schema := from_schema;
  return stopgap.deploy_candidates(environment, draft, candidates, stopgap.is_on('prune'));
end
$$;
