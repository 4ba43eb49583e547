-- The name of the live function of a path: api.admin.users.list is admin__users__list.
create or replace function stopgap.live_name(function_path text)
returns name
language sql immutable
as $$ select stopgap.fit_name(replace(substr(function_path, length('api.') + 1), '.', '__')) $$;
