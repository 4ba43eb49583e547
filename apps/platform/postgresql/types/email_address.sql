create domain email_address as citext
  constraint email_address_has_an_at check (value ~ '^[^@\s]+@[^@\s]+$');

comment on domain email_address is 'An address of mail; case does not count';
