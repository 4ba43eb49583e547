-- The function of a name in a live schema; null where there is none.
create or replace function stopgap.live_function(live_schema name, live_name name)
returns oid
language sql stable
as $$ select to_regprocedure(format('%I.%I(pg_catalog.jsonb)', live_schema, live_name))::oid $$;
