create or replace function plts.has_errors(diagnostics jsonb)
returns boolean
language sql immutable strict
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from jsonb_array_elements(diagnostics) as diagnostic where diagnostic ->> 'severity' = 'error'
  )
$$;
