-- The one class that a failed operation counts as, by its SQLSTATE; null for null.
create or replace function stopgap.operation_error_class(code text)
returns text
language sql immutable strict
as $$
  select case
    when code = '42501' or code like '28%' then 'permission'
    when code like '22%' or code like '42%' or code like '0A%' then 'validation'
    when code like '55%' or code like '40%' or code like '25%' or code like '2B%' then 'state'
    when code like 'XX%' or code like 'P0%' then 'unknown'
    else 'sql'
  end
$$;
