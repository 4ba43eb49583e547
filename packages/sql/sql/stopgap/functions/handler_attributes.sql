-- The attributes that a handler's own options give its live function; they win over those of the source function.
create or replace function stopgap.handler_attributes(artifact_hash text)
returns jsonb
language sql stable
as $$ select coalesce(jsonb_strip_nulls(jsonb_build_object('definer', plts.entry(artifact_hash) ->> 'definer')), '{}') $$;
