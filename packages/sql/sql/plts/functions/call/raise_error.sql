-- Raises what the kernel or the compiler reported: `!` and JSON with code, message, detail and hint.
create or replace function plts.raise_error(envelope text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  error jsonb := substr(envelope, 2)::jsonb;
  detail text := coalesce(error ->> 'detail', '');
begin
  -- An empty hint would be shown as one.
  if error ->> 'hint' is null then
    raise exception using errcode = error ->> 'code', message = error ->> 'message', detail = detail;
  end if;
  raise exception using
    errcode = error ->> 'code', message = error ->> 'message', detail = detail, hint = error ->> 'hint';
end
$$;
