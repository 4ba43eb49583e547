create or replace function plts.compile_ts(source_ts text, compiler_opts jsonb default '{}')
returns table (compiled_js text, diagnostics jsonb, compiler_fingerprint text)
language sql strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select compiled ->> 'code', compiled -> 'diagnostics', compiled ->> 'fingerprint'
  from plts.compile(source_ts, compiler_opts, false, false) as compiled
$$;
comment on function plts.compile_ts(text, jsonb) is
  'Compiles a module without checking its types. What is wrong with its source is in the diagnostics';
