create or replace function plts.compile_ts_checked(source_ts text, compiler_opts jsonb default '{}')
returns table (compiled_js text, diagnostics jsonb, compiler_fingerprint text)
language sql strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select compiled ->> 'code', compiled -> 'diagnostics', compiled ->> 'fingerprint'
  from plts.compile(source_ts, compiler_opts, true, false) as compiled
$$;
comment on function plts.compile_ts_checked(text, jsonb) is
  'Checks the types of a module and compiles it; the code is empty where there are errors';
