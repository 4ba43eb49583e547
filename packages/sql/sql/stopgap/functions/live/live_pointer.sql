create or replace function stopgap.live_pointer(version stopgap.fn_version)
returns jsonb
language plpgsql immutable
as $$
begin
  return jsonb_build_object(
    'plts', 1,
    'kind', 'artifact_ptr',
    'artifact_hash', version.artifact_hash,
    'export', version.export_name,
    'mode', 'stopgap_deployed'
  ) || case when version.import_map = '{}' then '{}' else jsonb_build_object('import_map', version.import_map) end;
end
$$;
