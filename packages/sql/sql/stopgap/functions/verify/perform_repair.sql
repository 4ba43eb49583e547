-- Rebuilds what verify finds: live schema, live functions, grants, and the functions of versions that can be called by name.
create or replace function stopgap.perform_repair(env text)
returns jsonb
language plpgsql
as $$
declare
  environment stopgap.environment := stopgap.await_environment(env);
  before jsonb;
begin
  if environment.active_deployment_id is null then
    raise exception 'cannot repair env %: environment missing or has no active deployment', coalesce(env, 'null')
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform stopgap.remember_grants(environment);
  before := stopgap.verification(env);
  perform stopgap.take_live_schema(environment.live_schema);
  perform stopgap.ensure_live_schema(environment.live_schema);
  perform stopgap.drop_irreparable(environment.active_deployment_id);
  perform stopgap.materialize(environment.active_deployment_id);
  perform stopgap.ensure_version_schemas();
  perform stopgap.create_missing_versions(env);
  return stopgap.repair_answer(before, stopgap.verification(env));
end
$$;
