create or replace function stopgap.version()
returns text
language sql immutable parallel safe
as $$ select :'version' $$;
comment on function stopgap.version() is 'The version that is installed';
