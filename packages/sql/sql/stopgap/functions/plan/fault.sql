-- An error, as plans tell it.
create or replace function stopgap.fault(code text, message text, detail text, hint text)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'step', 'check', 'code', code, 'message', message, 'detail', nullif(detail, ''), 'hint', nullif(hint, ''))
$$;
