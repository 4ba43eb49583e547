create table tax_rates (
  code text not null,
  valid daterange not null,
  rate numeric(5, 4) not null,
  primary key (code, valid)
);
