-- Whether a live function is what a version says: code, attributes, owner, and nobody else's to call.
create or replace function stopgap.is_as_deployed(p pg_proc, version stopgap.fn_version)
returns boolean
language sql stable
as $$ select stopgap.drift(p, version) = '[]' $$;
