create or replace function plts.is_artifact_hash(name text)
returns boolean
language sql immutable parallel safe
as $$ select name ~ '^sha256:[0-9a-f]{64}$' $$;
