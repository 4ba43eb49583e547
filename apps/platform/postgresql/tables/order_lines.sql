create table order_lines (
  order_id bigint not null references orders on delete cascade,
  line_number int not null check (line_number > 0),
  part_id int references parts (id),
  description text not null,
  quantity numeric(10, 3) not null default 1,
  price numeric(12, 4) not null,
  primary key (order_id, line_number)
);
