create table customers (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email email_address unique,
  billing contact,
  tags text[] not null default '{}',
  discount double precision not null default 0 check (discount between 0 and 1),
  created_at timestamptz not null default now()
);

create index customers_by_tag on customers using gin (tags);

create table customer_phones (
  customer_id uuid not null references customers on delete cascade,
  position int not null,
  phone text not null,
  primary key (customer_id, position)
);
