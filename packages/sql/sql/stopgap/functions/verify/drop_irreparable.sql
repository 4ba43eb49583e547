-- Removes the live functions of a deployment that cannot be mended in place: another role's, and those that are declared with
-- other arguments or another result. The owner of a schema may remove what is in it, and not change it.
create or replace function stopgap.drop_irreparable(deployment_id bigint)
returns void
language plpgsql
as $$
declare
  irreparable record;
begin
  for irreparable in
    select p.oid, format('%I.%I', v.live_fn_schema, v.live_fn_name) as name, stopgap.dependents(p.oid) as dependents,
      stopgap.live_owner(v.attributes) as owner
    from stopgap.fn_version v
    join pg_proc p on p.oid = stopgap.live_function(v.live_fn_schema, v.live_fn_name)
    where v.deployment_id = drop_irreparable.deployment_id
      and (not pg_has_role(p.proowner, 'usage') or not stopgap.has_live_signature(p))
    order by v.live_fn_name
  loop
    if cardinality(irreparable.dependents) > 0 then
      raise exception 'stopgap repair cannot make % anew: it is used by %',
        irreparable.name, array_to_string(irreparable.dependents, ', ')
        using errcode = 'dependent_objects_still_exist', detail = array_to_string(irreparable.dependents, E'\n'),
          hint = format('Drop or change what uses it first; if only its owner is wrong: alter function %s(jsonb) owner to %I',
            irreparable.name, irreparable.owner);
    end if;
    perform stopgap.drop_function(irreparable.oid);
  end loop;
end
$$;
