create table public.branches (
  id serial primary key,
  name varchar(80) not null unique,
  address postal_address,
  -- A branch can belong to another one.
  parent_id int references public.branches (id),
  opens time not null default '08:00',
  is_open bool not null default true
);
