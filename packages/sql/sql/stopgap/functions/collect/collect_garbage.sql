create or replace function stopgap.collect_garbage(keep integer default 20, dry_run boolean default false)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('collect_garbage', jsonb_build_object('keep', keep, 'dry_run', coalesce(dry_run, false)))
  returning result
$$;
comment on function stopgap.collect_garbage(integer, boolean) is
  'Removes deployments, but the active, the last (keep) and the pinned of each environment, and code that nothing names any more';
