-- The function that is kept of a version; null where there is none, because the version is live.
create or replace function stopgap.version_function(version_key text)
returns oid
language sql stable strict
as $$ select to_regprocedure(format('stopgap_version.%I(pg_catalog.jsonb)', version_key))::oid $$;
