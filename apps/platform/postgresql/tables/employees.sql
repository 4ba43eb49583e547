create table employees (
  id serial primary key,
  branch_id integer not null references branches (id),
  manager_id integer references employees (id),
  email email_address not null,
  role employee_role not null default 'mechanic',
  hired_on date not null,
  hourly_rate numeric(8, 2) not null
);

create unique index employees_email on employees (lower(email::text));
