create or replace function stopgap.deploy(env text, from_schema text, label text default null)
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('deploy', jsonb_build_object('env', env, 'from_schema', from_schema, 'label', label))
  returning result::bigint
$$;
comment on function stopgap.deploy(text, text, text) is
  'Makes the functions of a schema live in an environment, as a new deployment, whose id it returns';
