-- A function's parameters in their order, `place` being the one that PL/pgSQL knows each by. mode is as in pg_proc: i, o, b
-- (in and out), v (variadic) or t (a column of returns table).
create or replace function plts.parameters(function pg_proc)
returns table (place bigint, name text, type oid, mode "char")
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select
    types.place,
    nullif(function.proargnames[types.place], ''),
    types.type,
    coalesce(function.proargmodes[types.place], 'i')
  from unnest(coalesce(function.proallargtypes, function.proargtypes::oid[])) with ordinality as types (type, place)
$$;
