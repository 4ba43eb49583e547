-- Refuses options of a deploy that it does not know, or that have no sense.
create or replace function stopgap.check_options(options jsonb)
returns void
language plpgsql
as $$
declare
  wrong record;
begin
  if jsonb_typeof(options) is distinct from 'object' then
    raise exception 'stopgap.deploy_bundle expects its options as a JSON object'
      using errcode = 'invalid_parameter_value';
  end if;
  select o.name, o.actual, k.expected
  into wrong
  from (select key, jsonb_typeof(value) from jsonb_each(options)) as o (name, actual)
  left join (values
    ('force', '{boolean}'::text[]),
    ('prune', '{boolean,"null"}'),
    ('keep_failure', '{boolean}'),
    ('expected_active_deployment_id', '{number,"null"}')
  ) as k (name, expected) using (name)
  where k.expected is null or o.actual <> all (k.expected)
  order by o.name
  limit 1;
  if wrong.name is null then
    return;
  elsif wrong.expected is null then
    raise exception 'stopgap.deploy_bundle does not know the option %', wrong.name
      using errcode = 'invalid_parameter_value',
        hint = 'There are force, prune, keep_failure and expected_active_deployment_id.';
  end if;
  raise exception 'stopgap.deploy_bundle expects the option % as %, found %',
    wrong.name, array_to_string(wrong.expected, ' or '), wrong.actual
    using errcode = 'invalid_parameter_value';
end
$$;
