-- Whether a function takes one jsonb argument, whose value is then `ctx.args`.
create or replace function plts.has_single_argument(function pg_proc)
returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select function.pronargs = 1 and function.proargtypes[0] = 'jsonb'::regtype
$$;
