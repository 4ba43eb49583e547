create table vehicles (
  id serial primary key,
  customer_id uuid not null references customers (id),
  plate text not null unique,
  built smallint,
  details jsonb not null default '{}'
);

create index vehicles_by_customer on vehicles (customer_id);
