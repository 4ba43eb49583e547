create table categories (
  id smallint primary key,
  parent_id smallint,
  name text not null,
  foreign key (parent_id) references categories (id),
  unique (parent_id, name)
);
