-- The body of a live function. It says which version it is, and what it is declared with that another version could not undo.
create or replace function stopgap.live_body(version stopgap.fn_version)
returns text
language plpgsql stable
as $$
begin
  return plts.live_shell(
    stopgap.live_pointer(version) || stopgap.statement_label(version) || jsonb_build_object('live', jsonb_strip_nulls(jsonb_build_object(
      'version', version.version_key,
      'definer', version.attributes ->> 'definer',
      'settings', nullif(stopgap.setting_names(version.attributes), '[]')))),
    format('%I.%I(jsonb)', version.live_fn_schema, version.live_fn_name));
end
$$;
