-- Says why an environment has no active deployment.
create or replace function stopgap.refuse_environment(env text)
returns void
language plpgsql stable
as $$
begin
  if exists (select from stopgap.environment e where e.env = refuse_environment.env) then
    raise exception 'stopgap.call_fn environment ''%'' has no active deployment; run stopgap.deploy first', env
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  raise exception 'stopgap.call_fn missing deployment environment ''%''; run stopgap.deploy first', env
    using errcode = 'undefined_object';
end
$$;
