-- Removes the live functions that a change to another deployment abandons: those that the active deployment, or one
-- made after the target, has and the target does not.
create or replace function stopgap.drop_abandoned(environment stopgap.environment, target_id bigint)
returns void
language plpgsql
as $$
declare
  step stopgap.step := stopgap.start_step('prune');
  in_use text[] := array(
    select format('%I.%I is used by %s', environment.live_schema, u.fn_name, array_to_string(u.dependents, ', '))
    from stopgap.unused_functions(environment.env, target_id, target_id) u
    where cardinality(u.dependents) > 0
  );
begin
  if cardinality(in_use) > 0 then
    raise exception 'cannot rollback env % to deployment %: it does not have functions that are in use: %',
      environment.env, target_id, array_to_string(in_use, '; ')
      using errcode = 'dependent_objects_still_exist', detail = array_to_string(in_use, E'\n'),
        hint = 'Drop or change what uses them first.';
  end if;
  perform stopgap.drop_live_function(u.function)
  from stopgap.unused_functions(environment.env, target_id, target_id) u;
  perform stopgap.finish_step(step);
end
$$;
