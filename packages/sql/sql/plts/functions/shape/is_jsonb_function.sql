-- Whether a function takes one jsonb and returns jsonb. Only such functions can be imported, and are deployed.
create or replace function plts.is_jsonb_function(function pg_proc)
returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select function.prokind = 'f'
    and function.pronargs = 1
    and function.proargtypes[0] = 'jsonb'::regtype
    and function.provariadic = 0
    and function.proallargtypes is null
    and function.prorettype = 'jsonb'::regtype
    and not function.proretset
$$;
