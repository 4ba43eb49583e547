-- What a live function is declared with that another version of it cannot run under; null where there is nothing. live: its
-- definer and the names of its settings.
create or replace function stopgap.live_obstacle(live jsonb, attributes jsonb)
returns text
language sql immutable
as $$
  select case
    when live ->> 'definer' <> coalesce(attributes ->> 'definer', '')
      then format('security definer of %I', live ->> 'definer')
    else (
      select 'set ' || min(name)
      from jsonb_array_elements_text(coalesce(live -> 'settings', '[]')) as name
      where not stopgap.setting_names(attributes) ? name
    )
  end
$$;
