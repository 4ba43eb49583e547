-- How many functions changed in which way.
create or replace function stopgap.change_summary(changes text[])
returns jsonb
language sql immutable
as $$
  select jsonb_object_agg(kind, (select count(*) from unnest(changes) as change where change = kind))
  from unnest(array['added', 'changed', 'changed (dependency)', 'recompiled', 'removed', 'unchanged']) as kind
$$;
