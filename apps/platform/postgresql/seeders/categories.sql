insert into categories (id, parent_id, name) values
  (1, null, 'Brakes'),
  (2, 1, 'Pads (front; rear)'),
  (3, null, 'It''s oil');
