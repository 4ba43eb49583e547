-- Raises where there are errors: the first one in the message with its position, all of them in the detail.
create or replace function plts.raise_diagnostics(diagnostics jsonb, what text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  first jsonb;
begin
  select diagnostic into first
  from jsonb_array_elements(diagnostics) with ordinality as found (diagnostic, place)
  where diagnostic ->> 'severity' = 'error'
  order by place
  limit 1;
  if first is null then
    return;
  end if;
  raise exception using
    errcode = 'syntax_error',
    message = concat_ws(': ',
      what,
      case when first ->> 'line' is not null
        then format('line %s, column %s', first ->> 'line', first ->> 'column') end,
      first ->> 'message'),
    detail = diagnostics::text;
end
$$;
