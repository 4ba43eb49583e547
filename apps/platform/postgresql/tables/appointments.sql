create table appointments (
  id bigserial primary key,
  branch_id int not null references branches,
  vehicle_id int not null references vehicles (id) on delete cascade,
  mechanic_id int references employees (id),
  starts_at timestamp with time zone not null,
  ends_at timestamptz not null,
  constraint appointments_end_after_start check (ends_at > starts_at)
);

create index appointments_by_branch on appointments (branch_id, starts_at);
