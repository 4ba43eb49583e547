create domain money_amount as numeric(14, 2) check (value >= 0);
