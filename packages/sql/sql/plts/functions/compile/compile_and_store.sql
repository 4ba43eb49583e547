create or replace function plts.compile_and_store(
  source_ts text,
  compiler_opts jsonb default '{}',
  typecheck boolean default true
)
returns text
language plpgsql strict security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  compiled jsonb := plts.compile(source_ts, compiler_opts, typecheck, false);
begin
  perform plts.raise_diagnostics(compiled -> 'diagnostics', 'plts.compile_and_store aborted');
  return plts.store_artifact(source_ts, compiled, typecheck);
end
$$;
comment on function plts.compile_and_store(text, jsonb, boolean) is
  'Compiles a module and stores it; returns its hash. Raises with the diagnostics where there are errors';
