-- The live schema of an environment. What it has claimed once it keeps; two environments never share one.
create or replace function stopgap.claim_live_schema(environment stopgap.environment)
returns name
language plpgsql
as $$
declare
  wanted name := stopgap.fit_name(coalesce(stopgap.setting('live_schema'), 'live_deployment'));
begin
  if environment.live_schema is not null then
    return environment.live_schema;
  end if;
  if wanted in ('plts', 'stopgap', 'stopgap_version', 'stopgap_definer', 'public', 'pg_catalog', 'information_schema') then
    raise exception 'schema % cannot be a live schema', wanted
      using errcode = 'reserved_name', hint = 'Set stopgap.live_schema to a name of its own.';
  end if;
  if not stopgap.is_free_live_schema(wanted) then
    wanted := stopgap.fit_name('live_' || environment.env);
  end if;
  if not stopgap.is_free_live_schema(wanted) then
    raise exception 'live schema % already serves another environment than %', wanted, environment.env
      using errcode = 'object_in_use', hint = 'Set stopgap.live_schema to a name of its own for this deployment.';
  end if;
  update stopgap.environment e set live_schema = wanted where e.env = environment.env;
  return wanted;
end
$$;
