-- The rows of a statement that cannot be a subquery, as a JSON array; no more of them than asked for.
create or replace function plts.fetch_rows(statement text, max_rows bigint)
returns text
language plpgsql
as $$
declare
  fetched record;
  rows text[] := '{}';
begin
  for fetched in execute statement loop
    exit when pg_catalog.cardinality(rows) operator(pg_catalog.>=) max_rows;
    rows := pg_catalog.array_append(rows, pg_catalog.row_to_json(fetched)::pg_catalog.text);
  end loop;
  return '[' operator(pg_catalog.||) pg_catalog.array_to_string(rows, ',') operator(pg_catalog.||) ']';
end
$$;
