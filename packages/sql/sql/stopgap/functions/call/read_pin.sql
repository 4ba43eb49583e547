-- What the setting stopgap.deployment_id says: a deployment, and whether call_fn runs it or the transaction asks for it.
create or replace function stopgap.read_pin(pin text, out deployment_id bigint, out by_call_fn boolean)
language plpgsql immutable
as $$
declare
  parts text[] := regexp_match(pin, '^ *([0-9]{1,18})( [(]call_fn( exact| legacy)?[)])? *$');
begin
  if parts is null and pin <> '' then
    raise exception 'the setting stopgap.deployment_id is not the id of a deployment'
      using errcode = 'invalid_parameter_value',
        hint = 'Set it to a number that stopgap.deployments(env) has as an id, or to '''' for the active deployment.';
  end if;
  deployment_id := parts[1];
  by_call_fn := parts[2] is not null;
end
$$;
