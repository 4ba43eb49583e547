create or replace function stopgap.prune(env text, dry_run boolean default false)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('prune', jsonb_build_object('env', env, 'dry_run', coalesce(dry_run, false)))
  returning result
$$;
comment on function stopgap.prune(text, boolean) is
  'Removes live functions that the active deployment lacks and nothing uses: {dropped, skipped_with_dependents}';
