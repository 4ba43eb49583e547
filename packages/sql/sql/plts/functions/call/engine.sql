create or replace function plts.engine()
returns jsonb
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'name', e.extname,
    'version', e.extversion,
    'mode', :'mode',
    'preloaded', case when pg_has_role('pg_read_all_settings', 'usage')
      then e.extname = any (
        regexp_split_to_array(current_setting('shared_preload_libraries'), '[\s"]*,[\s"]*')) end,
    'capabilities', jsonb_build_object('language', :'mode' = 'language', 'routine_oid', :'routine_oid' = 'true'))
  from pg_extension e
  where e.extname = :'engine'
$$;
comment on function plts.engine() is
  'The JavaScript engine: {name, version, mode, preloaded, capabilities}; preloaded is null where it cannot be seen';
