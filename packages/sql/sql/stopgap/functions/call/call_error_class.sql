-- The one class that a failed call_fn counts as, by where it failed and with which SQLSTATE.
create or replace function stopgap.call_error_class(is_routed boolean, code text, message text)
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when code like '57%' then 'unknown'
    when is_routed then case when message ~ '^stopgap.call_fn (invalid args|wrong wrapper mode) for ' then 'validation' else 'runtime' end
    when code in ('42883', '42725') then 'route'
    when code like '22%' then 'validation'
    when code in ('55000', '42704') then 'state'
    else 'unknown'
  end
$$;
