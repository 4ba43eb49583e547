-- The attributes that a handler's own options give its live function; they win over those of the source function.
create or replace function stopgap.handler_attributes(entry jsonb)
returns jsonb
language sql immutable
as $$ select coalesce(jsonb_strip_nulls(jsonb_build_object('definer', entry ->> 'definer')), '{}') $$;
