-- What calls with an Idempotency-Key have answered, for those who call: stopgap_gateway.role. They write it in the call's own transaction.
do $$
begin
  -- Two at once would both find no table, and one of them fail.
  perform pg_advisory_xact_lock(hashtextextended('stopgap gateway idempotency keys', 0));
  create table if not exists public._stonescriptdb_gateway_idempotency_keys (
    key text primary key,
    fingerprint text not null,
    row_count bigint,
    answer text,
    created_at timestamptz not null default now()
  );
  create index if not exists _stonescriptdb_gateway_idempotency_keys_created_at
    on public._stonescriptdb_gateway_idempotency_keys (created_at);
  execute format(
    'grant select, insert, update, delete on public._stonescriptdb_gateway_idempotency_keys to %I',
    current_setting('stopgap_gateway.role')
  );
end
$$
