-- What a function is declared with besides its code. `definer` is the role whose rights it runs with; null for those of
-- its caller.
create or replace function stopgap.function_attributes(p pg_proc)
returns jsonb
language plpgsql stable
as $$
begin
  return jsonb_build_object(
    'volatility', case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
    'parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end,
    'strict', p.proisstrict,
    'cost', p.procost,
    'definer', case when p.prosecdef then pg_get_userbyid(p.proowner) end,
    'settings', coalesce((
      select jsonb_agg(stopgap.canonical_setting(setting) order by place)
      from unnest(p.proconfig) with ordinality as settings (setting, place)
    ), '[]'::jsonb)
  );
end
$$;
