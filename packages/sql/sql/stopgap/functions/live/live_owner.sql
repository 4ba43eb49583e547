-- Who owns a live function: the owner of all of this, unless it runs with the rights of another role.
create or replace function stopgap.live_owner(attributes jsonb)
returns name
language sql stable
as $$ select coalesce(attributes ->> 'definer', :'owner')::name $$;
