-- Its name comes before those of the types that it is made of.
create type contact as (
  name text,
  email email_address,
  address postal_address
);
