-- Makes the functions of a deployment live. Those that are live as it has them are not touched.
create or replace function stopgap.materialize(deployment_id bigint)
returns void
language plpgsql
as $$
declare
  outdated stopgap.fn_version[];
  version stopgap.fn_version;
  step stopgap.step;
  missing name[];
  detail text;
  hint text;
begin
  perform stopgap.check_roles(deployment_id);
  outdated := array(select v from stopgap.outdated_versions(deployment_id) v);
  step := stopgap.start_step('materialize', cardinality(outdated));
  missing := array(
    select v.live_fn_name
    from unnest(outdated) v
    where stopgap.live_function(v.live_fn_schema, v.live_fn_name) is null);
  begin
    foreach version in array outdated loop
      perform stopgap.materialize_function(version);
      step := stopgap.advance_step(step);
    end loop;
  exception when others then
    get stacked diagnostics detail = pg_exception_detail, hint = pg_exception_hint;
    perform stopgap.raise_error(sqlstate,
      format('stopgap cannot make %s.%s live: %s', version.live_fn_schema, version.live_fn_name, sqlerrm),
      detail, hint);
  end;
  perform stopgap.restore_grants(version.live_fn_schema, missing);
  perform stopgap.grant_live_functions(outdated);
  perform stopgap.finish_step(step);
end
$$;
