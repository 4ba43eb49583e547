-- Refuses a bundle that is not what it must be, or whose functions cannot be deployed together.
create or replace function stopgap.check_bundle(bundle jsonb)
returns void
language plpgsql
as $$
begin
  if jsonb_typeof(bundle) is distinct from 'object' then
    perform stopgap.refuse_bundle('invalid_parameter_value', 'it must be a JSON object');
  end if;
  perform stopgap.check_members('the bundle', jsonb_build_array(bundle), null, jsonb_build_object(
    'functions', 'array',
    'artifacts', 'array or null',
    'source_root', 'string or null',
    'contract_hash', 'string or null',
    'git', 'object or null'));
  if jsonb_typeof(bundle -> 'git') = 'object' then
    perform stopgap.check_members('git', jsonb_build_array(bundle -> 'git'), null, jsonb_build_object(
      'commit', 'string', 'is_dirty', 'boolean'));
  end if;
  perform stopgap.check_members('function', bundle -> 'functions', 'function_path', jsonb_build_object(
    'function_path', 'string',
    'module_path', 'string',
    'export_name', 'string',
    'kind', 'string',
    'artifact_hash', 'string',
    'roles', 'array or null',
    'definer', 'string or null',
    'idempotent', 'boolean or null',
    'args_schema', 'object or boolean or null',
    'result_schema', 'object or boolean or null'));
  perform stopgap.check_bundle_functions(bundle -> 'functions');
end
$$;
