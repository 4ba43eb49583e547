create table warehouses (
  id serial primary key,
  branch_id int not null references branches (id),
  name text not null,
  unique (branch_id, name)
);
