-- The clause of create function that gives it a setting (name=value).
create or replace function stopgap.setting_clause(setting text)
returns text
language sql immutable
as $$
  select format('set %I to %s', name, case
    when not stopgap.is_name_list(name) then quote_literal(value)
    else coalesce((
      select string_agg(quote_literal(item), ', ' order by place)
      from unnest(stopgap.setting_items(value)) with ordinality as items (item, place)
    ), '''''')
  end)
  from (select split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)) as parts (name, value)
$$;
