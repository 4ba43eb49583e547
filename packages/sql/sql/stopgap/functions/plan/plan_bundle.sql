create or replace function stopgap.plan_bundle(env text, bundle jsonb, prune boolean default null)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('plan_bundle', jsonb_build_object('env', env, 'bundle', bundle, 'prune', prune))
  returning result
$$;
comment on function stopgap.plan_bundle(text, jsonb, boolean) is
  'What a deploy of a bundle would do, and what keeps it from that: {summary, functions, prune, blocked, fingerprint}';
