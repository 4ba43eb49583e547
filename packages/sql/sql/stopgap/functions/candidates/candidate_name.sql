-- What people call a function: as it lies in its schema, or by its path in its project.
create or replace function stopgap.candidate_name(function stopgap.candidate)
returns text
language sql immutable
as $$
  select case when function.fn_schema is null
    then function.function_path
    else format('%I.%I', function.fn_schema, function.fn_name) end
$$;
