-- One value of each kind that a result can have.
create or replace function describe_values()
returns table (
  whole bigint,
  exact numeric,
  id uuid,
  bytes bytea,
  state order_state,
  states order_state[],
  address postal_address,
  numbers int[],
  span interval,
  valid daterange,
  document jsonb,
  at timestamptz,
  day date,
  nothing text
)
language sql immutable
as $$
  select
    9007199254740993,
    12345678901234567890.123456789,
    '00000000-0000-0000-0000-000000000001'::uuid,
    '\x00ff'::bytea,
    'in work'::order_state,
    array['draft', 'done']::order_state[],
    row('1 Main "street"', '1000', 'Zürich, (old)', 'XX')::postal_address,
    array[1, null, 3],
    interval '1 day 2 hours',
    daterange('2026-01-01', '2027-01-01'),
    '{"a": 1.10, "b": [true, null]}'::jsonb,
    timestamptz '2026-01-02 03:04:05.678+00',
    date '2026-01-02',
    null::text
$$;
