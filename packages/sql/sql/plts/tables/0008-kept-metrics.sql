-- What sessions have told of their counters. A row has the numbers from the beginning of a session (pid, kernel), and a newer
-- one of the same function replaces it. No unique index: two sessions never wait for each other here.
create unlogged table plts.kept_metrics (
  pid integer,
  kernel text not null check (length(kernel) <= 20),
  number integer not null,
  login name not null,
  identity text not null,
  function_schema name,
  function_name name,
  artifact_hash text not null,
  calls bigint not null check (calls >= 0),
  total_ms bigint not null check (total_ms >= 0),
  max_ms bigint not null check (max_ms >= 0),
  error_classes bigint[] not null check (cardinality(error_classes) <= 16 and 0 <= all (error_classes)),
  latency_buckets bigint[] not null check (cardinality(latency_buckets) <= 32 and 0 <= all (latency_buckets)),
  counted_since timestamptz not null,
  counted_until timestamptz not null
);
create index kept_metrics_session on plts.kept_metrics (pid, kernel);
comment on table plts.kept_metrics is
  'What sessions have counted, as they told it last; rows without pid are of sessions that have ended. Empty after a crash';
