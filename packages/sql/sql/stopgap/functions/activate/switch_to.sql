-- Makes what a kept deployment has live again, and the deployment active.
create or replace function stopgap.switch_to(environment stopgap.environment, target_id bigint, requested_as name)
returns void
language plpgsql
as $$
declare
  step stopgap.step;
begin
  perform stopgap.remember_grants(environment);
  perform stopgap.ensure_live_schema(environment.live_schema);
  perform stopgap.drop_abandoned(environment, target_id);
  perform stopgap.materialize(target_id);

  step := stopgap.start_step('activate');
  perform stopgap.switch_active(environment, target_id, requested_as);
  perform stopgap.finish_step(step);
end
$$;
