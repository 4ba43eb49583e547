create table suppliers (
  id serial primary key,
  name text not null,
  website text,
  contact contact
);
