create or replace function stopgap.plan(env text, from_schema text, prune boolean default null)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('plan', jsonb_build_object('env', env, 'from_schema', from_schema, 'prune', prune))
  returning result
$$;
comment on function stopgap.plan(text, text, boolean) is
  'What a deploy of a schema would do, and what keeps it from that: {summary, functions, prune, blocked, fingerprint}';
