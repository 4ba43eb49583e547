-- How many modules may import one another in a row: a kernel evaluates them inside each other.
create or replace function stopgap.deepest_import()
returns integer
language sql immutable
as $$ select 32 $$;
