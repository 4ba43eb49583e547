create table payments (
  id uuid primary key default gen_random_uuid(),
  invoice_id bigint not null references invoices,
  amount money_amount not null,
  paid_at timestamptz not null default now(),
  reference jsonb not null default '{"by": "transfer; (or cash)"}'
);
