insert into tax_rates (code, valid, rate) values
  ('standard', daterange('2020-01-01', null), 0.1900),
  ('reduced', daterange('2020-01-01', null), 0.0700);
