create table invoices (
  id bigserial primary key,
  order_id bigint not null unique references orders (id),
  number char(10) not null unique,
  total money_amount not null,
  issued_on date not null default current_date,
  due_on date not null
);
