-- Compiles and stores the source of a function that is being created; returns its artifact's hash. For the validator, on
-- behalf of whoever creates.
create or replace function plts.compile_function(
  source_ts text,
  typecheck boolean,
  function_schema name,
  function_name name
)
returns text
language plpgsql strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  compiled jsonb := plts.compile(source_ts, '{"source_map": true}', typecheck, typecheck,
    jsonb_build_object('schema', function_schema, 'name', function_name));
begin
  perform plts.raise_diagnostics(compiled -> 'diagnostics', null);
  return plts.store_artifact(source_ts, compiled, typecheck);
end
$$;
