-- Runs the compiler on one module. Returns its answer as it is: code, sourceMap, diagnostics, imports, fingerprint,
-- entryKind, entryRoles, entryDefiner. `function` is the one whose body the module is, {schema, name}; `import_map` where its imports lead that are
-- settled already.
create or replace function plts.compile(
  source_ts text,
  compiler_opts jsonb,
  typecheck boolean,
  entry boolean,
  function jsonb default null,
  import_map jsonb default '{}'
)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  answer text;
begin
  select plts.plts_run_compiler(
    json_build_object('source', source_ts, 'options', compiler_opts, 'check', typecheck, 'entry', entry,
      'function', function, 'imports', jsonb_strip_nulls(import_map))::text
  ) into answer from (values (1)) as one_row;
  if starts_with(answer, '!') then
    perform plts.raise_error(answer);
  end if;
  return answer::jsonb;
end
$$;
