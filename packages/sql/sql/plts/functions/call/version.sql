create or replace function plts.version()
returns text
language sql immutable parallel safe
as $$
  select :'version'::text
$$;
