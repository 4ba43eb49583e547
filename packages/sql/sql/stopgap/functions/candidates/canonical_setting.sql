-- A setting of a function (name=value), as PostgreSQL writes it itself when the function is created anew.
create or replace function stopgap.canonical_setting(setting text)
returns text
language sql immutable
as $$
  select case
    when not stopgap.is_name_list(split_part(setting, '=', 1)) then setting
    else split_part(setting, '=', 1) || '=' || coalesce((
      select string_agg(quote_ident(item), ', ' order by place)
      from unnest(stopgap.setting_items(substr(setting, strpos(setting, '=') + 1)))
        with ordinality as items (item, place)
    ), '""')
  end
$$;
