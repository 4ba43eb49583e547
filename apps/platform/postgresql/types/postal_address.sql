create type postal_address as (
  street text,
  postcode text,
  town text,
  country char(2)
);
