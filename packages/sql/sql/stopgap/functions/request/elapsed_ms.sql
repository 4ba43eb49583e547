-- The milliseconds that have passed since a time.
create or replace function stopgap.elapsed_ms(started timestamptz)
returns double precision
language sql volatile
as $$ select pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() operator(pg_catalog.-) started) operator(pg_catalog.*) 1000 $$;
