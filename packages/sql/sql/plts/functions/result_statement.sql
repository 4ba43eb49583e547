-- The statement that returns the kernel's answer as the function's return type.
create or replace function plts.result_statement(function pg_proc)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case function.prorettype
    when 'jsonb'::regtype then 'return plts_result::pg_catalog.jsonb;'
    when 'json'::regtype then 'return plts_result::pg_catalog.json;'
    when 'void'::regtype then 'return;'
    else format(
      'return (plts_result::pg_catalog.jsonb operator(pg_catalog.#>>) ''{}'')::%s;',
      format_type(function.prorettype, null))
  end
$$;
