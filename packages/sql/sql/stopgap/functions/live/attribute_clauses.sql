-- The clauses of create function that declare what function_attributes has read.
create or replace function stopgap.attribute_clauses(attributes jsonb)
returns text
language sql stable
as $$
  select concat_ws(' ',
    attributes ->> 'volatility',
    case when (attributes ->> 'strict')::boolean then 'strict' else 'called on null input' end,
    'parallel', attributes ->> 'parallel',
    'cost', attributes ->> 'cost',
    case when attributes ->> 'definer' is null then 'security invoker' else 'security definer' end,
    (
      select string_agg(stopgap.setting_clause(setting), ' ' order by place)
      from jsonb_array_elements_text(attributes -> 'settings') with ordinality as settings (setting, place)
    ))
$$;
