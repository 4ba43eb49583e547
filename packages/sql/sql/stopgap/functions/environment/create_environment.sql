create or replace function stopgap.create_environment(env text)
returns void
language plpgsql
as $$
begin
  if coalesce(env, '') = '' then
    raise exception 'stopgap requires the name of an environment'
      using errcode = 'invalid_parameter_value', hint = 'Name one, such as prod.';
  end if;
  -- An insert would wait for whoever deploys to it.
  if not exists (select from stopgap.environment e where e.env = create_environment.env) then
    insert into stopgap.environment (env) values (create_environment.env)
    on conflict on constraint environment_pkey do nothing;
  end if;
end
$$;
