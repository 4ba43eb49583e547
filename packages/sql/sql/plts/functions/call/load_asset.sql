create or replace function plts.load_asset(name text)
returns text
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.body from plts.asset a where a.name = load_asset.name
$$;
