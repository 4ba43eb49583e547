-- Runs the compiler on one module. Returns its answer as it is: code, sourceMap, diagnostics, fingerprint,
-- entryKind, entryRoles, entryDefiner.
create or replace function plts.compile(source_ts text, compiler_opts jsonb, typecheck boolean, entry boolean)
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  answer text;
begin
  select plts.plts_run_compiler(
    json_build_object('source', source_ts, 'options', compiler_opts, 'check', typecheck, 'entry', entry)::text
  ) into answer from (values (1)) as one_row;
  if starts_with(answer, '!') then
    perform plts.raise_error(answer);
  end if;
  return answer::jsonb;
end
$$;
