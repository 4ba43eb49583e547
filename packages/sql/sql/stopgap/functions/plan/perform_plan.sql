-- Finds out what a deploy of a schema would do. Changes nothing, but that types which were not checked yet are.
create or replace function stopgap.perform_plan(requested_as name, env text, from_schema text, prunes boolean)
returns jsonb
language plpgsql
as $$
declare
  environment stopgap.environment;
  candidates stopgap.candidate[];
  active stopgap.candidate[];
  blocked jsonb;
begin
  perform stopgap.check_source_schema('plan', requested_as, from_schema);
  select * into environment from stopgap.environment e where e.env = perform_plan.env;
  active := stopgap.deployment_candidates(environment.active_deployment_id);
  candidates := stopgap.schema_candidates(from_schema);
  blocked := stopgap.schema_faults(from_schema, candidates)
    || stopgap.candidate_faults(requested_as, from_schema, candidates, active);
  -- What a handler asks for is known once its types are.
  candidates := stopgap.schema_candidates(from_schema);
  environment.env := env;
  return jsonb_build_object('source_schema', from_schema, 'source_root', null, 'contract_hash', null)
    || stopgap.plan_answer(environment, active, candidates, '{}', blocked, prunes)
    || jsonb_build_object('contracts', (
      select coalesce(jsonb_object_agg(c.function_path, stopgap.contract(c)), '{}') from unnest(candidates) c));
end
$$;
