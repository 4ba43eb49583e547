-- What the live function of a project's function is declared with. One that has the rights of another role does not find
-- its tables by the search_path of its caller.
create or replace function stopgap.project_attributes(definer text)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'volatility', 'volatile',
    'parallel', 'unsafe',
    'strict', false,
    'cost', 100,
    'definer', definer,
    'settings', case when definer is null then '[]'::jsonb else '["search_path=pg_catalog, pg_temp"]' end
  )
$$;
