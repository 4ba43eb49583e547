-- Removes the live functions of an environment that a deployment does not have. What is in use stays, and by what is told.
create or replace function stopgap.prune_unused(env text, deployment_id bigint, dry_run boolean)
returns jsonb
language plpgsql
as $$
declare
  unused record;
  dropped text[] := '{}';
  skipped text[] := '{}';
  step stopgap.step := stopgap.start_step('prune');
  dependents jsonb := '{}';
begin
  for unused in select * from stopgap.unused_functions(env, deployment_id, 0) loop
    if cardinality(unused.dependents) > 0 then
      skipped := skipped || unused.fn_name::text;
      dependents := dependents || jsonb_build_object(unused.fn_name, unused.dependents);
      continue;
    end if;
    dropped := dropped || unused.fn_name::text;
    if not dry_run then
      perform stopgap.drop_live_function(unused.function);
      step := stopgap.advance_step(step);
    end if;
  end loop;
  perform stopgap.finish_step(step);
  return jsonb_build_object('dropped', dropped, 'skipped_with_dependents', skipped)
    || case when cardinality(skipped) = 0 then '{}' else jsonb_build_object('dependents', dependents) end;
end
$$;
