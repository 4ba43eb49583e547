create or replace function stopgap.change_summary(active stopgap.candidate[], candidates stopgap.candidate[])
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'added', count(*) filter (where change = 'added'),
    'changed', count(*) filter (where change = 'changed'),
    'changed (dependency)', count(*) filter (where change = 'changed (dependency)'),
    'recompiled', count(*) filter (where change = 'recompiled'),
    'removed', count(*) filter (where change = 'removed'),
    'unchanged', count(*) filter (where change = 'unchanged')
  )
  from stopgap.changes(active, candidates)
$$;
