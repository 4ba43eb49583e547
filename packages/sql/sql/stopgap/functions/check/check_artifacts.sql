-- Refuses functions whose artifact cannot be deployed: missing, made elsewhere, or with type errors. Types are checked
-- again where what is imported is neither what it was when the function was created nor what it is in the active
-- deployment. Returns whether types have been checked only now.
create or replace function stopgap.check_artifacts(
  source_schema text,
  candidates stopgap.candidate[],
  active stopgap.candidate[]
)
returns boolean
language plpgsql
as $$
declare
  doubtful record;
  has_checked boolean := false;
begin
  for doubtful in
    select
      format('%I.%I', source_schema, c.fn_name) as function, c.fn_name, c.artifact_hash, c.import_map,
      a.artifact_hash is null as is_missing, a.is_foreign
    from unnest(candidates) c
    left join plts.artifact a using (artifact_hash)
    where a.artifact_hash is null or a.is_foreign or not a.is_checked
      or (
        c.import_map::text like '%"@stopgap/%'
        and c.import_map <> stopgap.declared_imports(source_schema, c.fn_name)
        and not exists (
          select
          from unnest(active) before
          where (before.fn_name, before.artifact_hash, before.import_map) = (c.fn_name, c.artifact_hash, c.import_map)
        )
      )
    order by c.fn_name
  loop
    if doubtful.artifact_hash is null then
      raise exception 'stopgap deploy cannot read function %: its body is no shell of plts', doubtful.function
        using errcode = 'object_not_in_prerequisite_state', hint = 'Create the function again from its TypeScript.';
    elsif doubtful.is_missing then
      raise exception 'stopgap deploy cannot find artifact % of function %', doubtful.artifact_hash, doubtful.function
        using errcode = 'undefined_object', hint = 'Create the function again from its TypeScript.';
    elsif doubtful.is_foreign then
      raise exception 'stopgap deploy refuses function %: artifact % was not compiled in this database',
        doubtful.function, doubtful.artifact_hash
        using errcode = 'object_not_in_prerequisite_state', hint = 'Create the function from its TypeScript.';
    else
      perform stopgap.check_types(source_schema, doubtful.fn_name, doubtful.artifact_hash, doubtful.import_map);
      has_checked := true;
    end if;
  end loop;
  return has_checked;
end
$$;
