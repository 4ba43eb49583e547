create or replace function order_total(order_id bigint) returns numeric
language sql stable
as $$ select total from orders where id = order_id $$;
