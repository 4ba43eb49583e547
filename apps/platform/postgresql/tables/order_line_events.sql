create table order_line_events (
  order_id bigint not null,
  line_number int not null,
  happened_at timestamptz not null default now(),
  event text not null,
  took interval,
  primary key (order_id, line_number, happened_at),
  foreign key (order_id, line_number) references order_lines (order_id, line_number) on delete cascade
);
