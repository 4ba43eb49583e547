create table stock (
  warehouse_id int not null references warehouses (id),
  part_id int not null references parts (id),
  quantity int not null default 0 check (quantity >= 0),
  primary key (warehouse_id, part_id)
);
