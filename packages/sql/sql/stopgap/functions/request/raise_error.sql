-- Raises an error with the fields that it has: an empty DETAIL or HINT would be shown as one.
create or replace function stopgap.raise_error(code text, message text, detail text, hint text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if detail = '' and hint = '' then
    raise exception using errcode = code, message = message;
  elsif hint = '' then
    raise exception using errcode = code, message = message, detail = detail;
  elsif detail = '' then
    raise exception using errcode = code, message = message, hint = hint;
  else
    raise exception using errcode = code, message = message, detail = detail, hint = hint;
  end if;
end
$$;
