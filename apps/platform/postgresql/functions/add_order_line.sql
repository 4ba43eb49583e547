create or replace function add_order_line(order_id bigint, description text, quantity numeric(10, 3), price numeric(12, 4))
returns order_lines
language plpgsql
as $$
declare
  line order_lines;
begin
  perform from orders o where o.id = add_order_line.order_id for update;
  if not found then
    raise exception 'There is no order %', order_id using errcode = 'P0002', hint = 'Open it first with open_order.';
  end if;
  insert into order_lines (order_id, line_number, description, quantity, price)
  select
    add_order_line.order_id, coalesce(max(l.line_number), 0) + 1, add_order_line.description,
    add_order_line.quantity, add_order_line.price
  from order_lines l where l.order_id = add_order_line.order_id
  returning * into line;
  update orders o set total = (
    select sum(round(l.quantity * l.price, 2)) from order_lines l where l.order_id = add_order_line.order_id
  ) where o.id = add_order_line.order_id;
  return line;
end
$$;
