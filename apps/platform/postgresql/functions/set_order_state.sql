create or replace function set_order_state(order_id bigint, state order_state) returns order_state
language sql
as $$ update orders set state = set_order_state.state where id = order_id returning orders.state $$;
