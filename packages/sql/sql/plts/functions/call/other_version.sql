-- The function that is to run instead of a live one, as a call of it has been pinned: {function, lasts}; null where it is the
-- one itself.
-- live: what the shell that runs says of itself.
create or replace function plts.other_version(identity text, live jsonb, pin text)
returns text
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select plts.ask_hook('other_version', plts.function_oid(identity), live || jsonb_build_object('pin', pin))::text
$$;
