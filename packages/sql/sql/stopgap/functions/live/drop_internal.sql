-- Removes the live functions that earlier deployments have made of what is internal in this one.
create or replace function stopgap.drop_internal(deployment_id bigint)
returns void
language plpgsql
as $$
declare
  live record;
begin
  for live in
    with internal as (
      select former.live_fn_schema, former.live_fn_name
      from stopgap.fn_version v
      join stopgap.deployment d on d.id = v.deployment_id
      join stopgap.deployment earlier on earlier.env = d.env
      join stopgap.fn_version former
        on former.deployment_id = earlier.id
        and former.function_path = v.function_path
        and former.live_fn_name is not null
      where v.deployment_id = drop_internal.deployment_id and v.live_fn_name is null
      union
      -- Left over by one that is no longer kept.
      select e.live_schema, p.proname
      from stopgap.fn_version v
      join stopgap.deployment d on d.id = v.deployment_id
      join stopgap.environment e on e.env = d.env
      join pg_proc p on p.oid = stopgap.live_function(e.live_schema, v.fn_name)
      where v.deployment_id = drop_internal.deployment_id and v.live_fn_name is null and stopgap.is_deployed(p)
      except
      select v.live_fn_schema, v.live_fn_name
      from stopgap.fn_version v
      where v.deployment_id = drop_internal.deployment_id
    )
    select p.oid, format('%I.%I', i.live_fn_schema, i.live_fn_name) as name, stopgap.dependents(p.oid) as dependents
    from internal i
    join pg_proc p on p.oid = stopgap.live_function(i.live_fn_schema, i.live_fn_name)
    where plts.is_plts(p.oid)
    order by name
  loop
    if cardinality(live.dependents) > 0 then
      raise exception 'stopgap deploy cannot make % internal: it is used by %',
        live.name, array_to_string(live.dependents, ', ')
        using errcode = 'dependent_objects_still_exist', detail = array_to_string(live.dependents, E'\n'),
          hint = 'Drop or change what uses it first.';
    end if;
    perform stopgap.drop_live_function(live.oid);
  end loop;
end
$$;
