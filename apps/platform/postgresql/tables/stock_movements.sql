create table stock_movements (
  id bigserial primary key,
  warehouse_id int not null,
  part_id int not null,
  change int not null check (change <> 0),
  at timestamptz not null default now()
);

-- Added later than its table, as a dump has it.
alter table only stock_movements
  add constraint stock_movements_of_stock foreign key (warehouse_id, part_id) references stock (warehouse_id, part_id);
