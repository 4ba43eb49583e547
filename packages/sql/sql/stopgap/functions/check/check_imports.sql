-- Refuses functions that import what is not deployed with them, or code that was not compiled in this database.
create or replace function stopgap.check_imports(source_schema text, candidates stopgap.candidate[])
returns void
language plpgsql
as $$
declare
  fault record;
begin
  select format('%I.%I', source_schema, c.fn_name) as function, i.specifier, case
      when i.specifier not like '@stopgap/%' then 'no package of that name is in plts.import_map'
      when i.artifact_hash is null then plts.sibling(i.specifier) ->> 'refusal'
      else format('only functions of the schema %I are deployed with it', source_schema)
    end as reason
  into fault
  from unnest(candidates) c, jsonb_each_text(c.import_map) as i (specifier, artifact_hash)
  where i.artifact_hash is null
    or (i.specifier like '@stopgap/%' and i.specifier not in (
      select '@stopgap/' || source_schema || '/' || other.fn_name from unnest(candidates) other))
  order by c.fn_name, i.specifier
  limit 1;
  if found then
    raise exception 'stopgap deploy refuses function %: cannot import "%": %',
      fault.function, fault.specifier, fault.reason
      using errcode = 'undefined_object';
  end if;

  with recursive imported (fn_name, artifact_hash) as (
    select c.fn_name, i.artifact_hash
    from unnest(candidates) c, jsonb_each_text(c.import_map) as i (specifier, artifact_hash)
    union
    select c.fn_name, i.artifact_hash
    from unnest(candidates) c
    join plts.artifact a using (artifact_hash), jsonb_each_text(a.imports) as i (specifier, artifact_hash)
    union
    select o.fn_name, i.artifact_hash
    from imported o
    join plts.artifact a using (artifact_hash), jsonb_each_text(a.imports) as i (specifier, artifact_hash)
  )
  select format('%I.%I', source_schema, i.fn_name) as function, a.artifact_hash
  into fault
  from imported i
  join plts.artifact a using (artifact_hash)
  where a.is_foreign
  order by i.fn_name, a.artifact_hash
  limit 1;
  if found then
    raise exception 'stopgap deploy refuses function %: it imports artifact %, which was not compiled in this database',
      fault.function, fault.artifact_hash
      using errcode = 'object_not_in_prerequisite_state', hint = 'Import what was compiled from its source here.';
  end if;
end
$$;
