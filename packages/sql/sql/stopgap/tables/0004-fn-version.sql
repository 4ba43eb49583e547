create table stopgap.fn_version (
  deployment_id bigint not null references stopgap.deployment,
  fn_schema name not null,
  fn_name name not null,
  live_fn_schema name not null,
  live_fn_name name not null,
  function_path text,
  module_path text,
  export_name text not null,
  kind text not null check (kind in ('query', 'mutation')),
  artifact_hash text not null references plts.artifact,
  import_map jsonb not null default '{}' check (jsonb_typeof(import_map) = 'object'),
  attributes jsonb not null check (jsonb_typeof(attributes) = 'object'),
  primary key (deployment_id, fn_schema, fn_name),
  constraint fn_version_live_key unique (live_fn_schema, live_fn_name, deployment_id)
);
create unique index fn_version_path_key on stopgap.fn_version (deployment_id, function_path)
  where function_path is not null;
create index fn_version_artifact on stopgap.fn_version (artifact_hash);
comment on table stopgap.fn_version is 'Each function of each deployment: what it runs, and as what it is live';
comment on column stopgap.fn_version.attributes is
  'What the live function is declared with: volatility, strict, parallel, cost, settings, definer';
