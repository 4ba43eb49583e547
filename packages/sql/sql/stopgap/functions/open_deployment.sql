create or replace function stopgap.open_deployment(
  requested_as name,
  env text,
  source_schema text,
  label text,
  live_schema name
)
returns bigint
language sql
as $$
  insert into stopgap.deployment (env, label, created_as, source_schema, manifest)
  values (env, label, requested_as, source_schema::name, jsonb_build_object(
    'env', env,
    'source_schema', source_schema,
    'live_schema', live_schema,
    'label', label,
    'functions', '[]'::jsonb
  ))
  returning id
$$;
