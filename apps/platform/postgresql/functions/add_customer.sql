create or replace function add_customer(name text, email email_address default null, tags text[] default '{}')
returns uuid
language sql
begin atomic
  insert into customers (name, email, tags) values (name, email, tags) returning id;
end;
