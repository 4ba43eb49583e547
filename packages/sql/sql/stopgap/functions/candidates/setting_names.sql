-- The names of the settings that a function is declared with.
create or replace function stopgap.setting_names(attributes jsonb)
returns jsonb
language plpgsql immutable
as $$
begin
  return (
    select coalesce(jsonb_agg(split_part(setting, '=', 1) order by place), '[]')
    from jsonb_array_elements_text(attributes -> 'settings') with ordinality as settings (setting, place)
  );
end
$$;
