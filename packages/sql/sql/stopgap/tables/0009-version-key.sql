-- Never replaced: what it returns names functions, and must be the same wherever a dump is restored.
create function stopgap.version_key(
  live_schema name,
  live_name name,
  artifact_hash text,
  export_name text,
  import_map jsonb,
  attributes jsonb,
  roles name[]
)
returns text
language sql immutable
as $$
  select 'v' || pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
    live_schema, live_name, artifact_hash, export_name, import_map, attributes, roles)::text, 'UTF8')), 'hex'), 40)
$$;

alter table stopgap.fn_version
  add column version_key text generated always as (
    case when live_fn_name is not null then stopgap.version_key(
      live_fn_schema, live_fn_name, artifact_hash, export_name, import_map, attributes, roles) end
  ) stored;
create index fn_version_key on stopgap.fn_version (version_key, deployment_id) where version_key is not null;
comment on column stopgap.fn_version.version_key is
  'The same for versions of a live function that differ in nothing; the name of the function that is kept of them';
