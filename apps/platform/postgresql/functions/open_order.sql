create or replace function open_order(
  branch int,
  plate text,
  owner uuid,
  note text default null
) returns bigint
language plpgsql
as $$
declare
  vehicle int;
  created bigint;
begin
  insert into vehicles (customer_id, plate) values (owner, open_order.plate)
  on conflict on constraint vehicles_plate_key do update set customer_id = excluded.customer_id
  returning id into vehicle;
  insert into orders (branch_id, vehicle_id, note) values (branch, vehicle, open_order.note) returning id into created;
  return created;
end
$$;
