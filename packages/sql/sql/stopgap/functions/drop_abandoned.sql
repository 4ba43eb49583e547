-- Removes the live functions that a change to another deployment abandons: those that the active deployment, or one made
-- after the target, has and the target does not.
create or replace function stopgap.drop_abandoned(environment stopgap.environment, target_id bigint)
returns void
language plpgsql
as $$
declare
  in_use text := (
    select string_agg(format('%I.%I is used by %s', environment.live_schema, u.fn_name,
      array_to_string(u.dependents, ', ')), E'\n' order by u.fn_name)
    from stopgap.unused_functions(environment.env, target_id, target_id) u
    where cardinality(u.dependents) > 0
  );
begin
  if in_use is not null then
    raise exception 'cannot rollback env % to deployment %: it does not have functions that are in use: %',
      environment.env, target_id, replace(in_use, E'\n', '; ')
      using errcode = 'dependent_objects_still_exist', detail = in_use,
        hint = 'Drop or change what uses them first.';
  end if;
  perform stopgap.drop_live_function(u.function)
  from stopgap.unused_functions(environment.env, target_id, target_id) u;
end
$$;
