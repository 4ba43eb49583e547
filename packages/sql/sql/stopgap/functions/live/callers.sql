-- The roles that a version's live function is granted to.
create or replace function stopgap.callers(version stopgap.fn_version)
returns name[]
language sql stable
as $$ select coalesce(version.roles, array[:'app', :'deployer']::name[]) $$;
