create table if not exists _gateway_admin_audit_log (
  id serial primary key,
  action varchar(255),
  source_ip inet,
  request_path varchar(255),
  request_body text,
  response_status integer,
  "timestamp" timestamptz default now()
);
create index if not exists idx_gateway_admin_audit_log_action on _gateway_admin_audit_log (action);
create index if not exists idx_gateway_admin_audit_log_timestamp on _gateway_admin_audit_log ("timestamp");
revoke all on _gateway_admin_audit_log from public;
