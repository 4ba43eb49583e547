-- Whether a setting is a list of names, which PostgreSQL quotes one by one.
create or replace function stopgap.is_name_list(name text)
returns boolean
language sql immutable
as $$
  select name in ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
$$;
