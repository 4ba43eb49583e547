insert into branches (name, address) values
  ('Main street', row('1 Main street', '1000', 'Town; (centre)', 'XX')),
  ('Harbour', null);
