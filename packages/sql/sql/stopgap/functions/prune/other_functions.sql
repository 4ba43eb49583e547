-- The functions in the live schema of an environment that its active deployment does not have: left over by an earlier one,
-- or not made by a deployment.
create or replace function stopgap.other_functions(environment stopgap.environment)
returns table (name text, is_left_over boolean)
language sql stable
as $$
  select format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), stopgap.is_deployed(p)
  from pg_namespace n
  join pg_proc p on p.pronamespace = n.oid
  where n.nspname = environment.live_schema
    and not exists (
      select
      from stopgap.fn_version v
      where v.deployment_id = environment.active_deployment_id
        and v.live_fn_name = p.proname
        and p.pronargs = 1
        and p.proargtypes[0] = 'jsonb'::regtype
    )
$$;
