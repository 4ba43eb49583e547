-- Refuses functions of a bundle that have the right members, but not what belongs into them.
create or replace function stopgap.check_bundle_functions(functions jsonb)
returns void
language plpgsql
as $$
declare
  refused record;
begin
  select named.function_path, fault
  into refused
  from (
    select
      f.*,
      count(*) over (partition by f.function_path) as same_path,
      -- What is internal is not live, so that no other function can have its name.
      case when f.kind in ('query', 'mutation') then stopgap.live_name(f.function_path) end as live_name,
      string_agg(f.function_path, ', ') filter (where f.kind in ('query', 'mutation'))
        over (partition by stopgap.live_name(f.function_path)) as named_alike
    from jsonb_to_recordset(functions) as f (
      function_path text, module_path text, export_name text, kind text, artifact_hash text, roles jsonb, definer text)
  ) as named
  cross join lateral (select case
    when function_path !~ '^api([.][A-Za-z0-9_]+){2,}$' then 'its path must be api.<module_path>.<export_name>'
    when function_path <> module_path || '.' || export_name
      then format('its path is not its module_path %s and its export_name %s', module_path, export_name)
    when kind not in ('query', 'mutation', 'internalQuery', 'internalMutation')
      then format('its kind must be query, mutation, internalQuery or internalMutation, found %s', kind)
    when not plts.is_artifact_hash(artifact_hash) then 'its artifact_hash must be sha256: and 64 hexadecimal digits'
    when roles = '[]' then 'its roles must name one, or be null'
    when definer = '' or exists (
      select from jsonb_array_elements(nullif(roles, 'null')) as role
      where jsonb_typeof(role) <> 'string' or octet_length(role #>> '{}') not between 1 and 63
    ) then 'its roles and its definer must be names of roles'
    when same_path > 1 then 'several functions have its path'
    when live_name is not null and named_alike <> function_path
      then format('all of these would be live as %s: %s', live_name, named_alike)
  end) as faults (fault)
  where fault is not null
  order by function_path
  limit 1;
  if found then
    perform stopgap.refuse_bundle(
      'invalid_parameter_value', format('function %s: %s', refused.function_path, refused.fault));
  end if;
end
$$;
