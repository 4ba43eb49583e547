create or replace function plts.typecheck_ts(source_ts text, compiler_opts jsonb default '{}')
returns jsonb
language sql strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select compiled -> 'diagnostics' from plts.compile(source_ts, compiler_opts, true, false) as compiled
$$;
comment on function plts.typecheck_ts(text, jsonb) is
  'What the compiler says of a module: an array of {severity, phase, code, message, line, column}';
