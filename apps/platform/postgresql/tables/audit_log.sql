create table audit_log (
  id bigint generated always as identity primary key,
  employee_id int references employees on delete set null,
  at timestamptz not null default now(),
  action character varying(60) not null,
  before jsonb,
  after jsonb,
  fingerprint bytea generated always as (decode(md5(action), 'hex')) stored
);
