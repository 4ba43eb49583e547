create table plts.hook (
  name text primary key check (name in ('describe_function')),
  function_name text not null
);
-- A name and not a regprocedure, which would stand in the way of pg_upgrade.
comment on table plts.hook is 'Functions of other schemas that plts asks for more than it knows itself';
