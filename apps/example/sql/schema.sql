create schema shop;

create table shop.customer (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  created_at timestamptz not null default now()
);

create table shop.product (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  price_cents integer not null check (price_cents > 0),
  stock integer not null default 0 check (stock >= 0)
);

create table shop.purchase (
  id bigint generated always as identity primary key,
  customer_id bigint not null references shop.customer,
  status text not null default 'placed' check (status in ('placed', 'cancelled')),
  total_cents integer not null,
  placed_at timestamptz not null default now()
);
create index purchase_customer on shop.purchase (customer_id, id desc);

create table shop.purchase_line (
  purchase_id bigint not null references shop.purchase,
  product_id bigint not null references shop.product,
  quantity integer not null check (quantity > 0),
  price_cents integer not null,
  primary key (purchase_id, product_id)
);

-- Handlers run with the rights of whoever calls them.
grant usage on schema shop to app_user;
grant select, insert, update on all tables in schema shop to app_user;
