create or replace function stopgap.role_list(roles name[])
returns jsonb
language sql immutable
as $$ select coalesce(jsonb_agg(role order by role), '[]') from (select distinct unnest(roles)) as named (role) $$;
