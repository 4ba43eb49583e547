create table plts.hook (
  name text primary key check (name in ('describe_function')),
  function regprocedure not null
);
comment on table plts.hook is 'Functions of other schemas that plts asks for more than it knows itself';
