create or replace function stopgap.live_body(version stopgap.fn_version)
returns text
language sql stable
as $$
  select plts.live_shell(
    stopgap.live_pointer(version),
    format('%I.%I(jsonb)', version.live_fn_schema, version.live_fn_name))
$$;
