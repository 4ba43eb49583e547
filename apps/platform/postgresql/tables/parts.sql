create table parts (
  id serial primary key,
  sku text not null unique,
  name text not null,
  supplier_id int references suppliers (id),
  price numeric(12, 4) not null check (price >= 0),
  dimensions real[]
);

create table part_categories (
  part_id int references parts (id) on delete cascade,
  category_id smallint references categories (id),
  primary key (part_id, category_id)
);
