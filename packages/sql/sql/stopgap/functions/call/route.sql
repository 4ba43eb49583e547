-- Where a path leads: in the deployment that a call names or stopgap.deployment_id does (pin), or else in the active one of
-- an environment. new_pin: what that setting is to be meanwhile; null where it is right already.
create or replace function stopgap.route(
  path text,
  env text,
  named_id bigint,
  pin text,
  out deployment_id bigint,
  out live_schema name,
  out live_name name,
  out kind text,
  out roles name[],
  out version_key text,
  out new_pin text,
  out is_exact boolean,
  out has_definer boolean
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  pinned_id bigint;
  by_call_fn boolean;
  env_name text := env;
  is_active boolean;
begin
  if path is null or path !~ '^api([.][A-Za-z0-9_]+){2,}$' then
    raise exception 'stopgap.call_fn invalid path ''%''; expected format api.<module_path>.<export_name>', path
      using errcode = 'invalid_parameter_value';
  end if;
  deployment_id := named_id;
  if pin <> '' then
    select * into pinned_id, by_call_fn from stopgap.read_pin(pin);
    if named_id is null and by_call_fn then
      -- A call within a call stays where that one is, unless it names another environment.
      select d.env, d.id into env_name, deployment_id
      from stopgap.deployment d
      where d.id = pinned_id and d.env = coalesce(route.env, d.env);
      env_name := coalesce(env_name, env);
    elsif named_id is null then
      deployment_id := pinned_id;
    end if;
  end if;
  env_name := coalesce(env_name, stopgap.setting('default_env'), 'prod');
  if deployment_id is null then
    is_active := true;
    select e.active_deployment_id, v.live_fn_schema, v.live_fn_name, v.kind, v.attributes ->> 'definer' is not null
    into deployment_id, live_schema, live_name, kind, has_definer
    from stopgap.environment e
    left join stopgap.fn_version v
      on v.deployment_id = e.active_deployment_id and v.function_path = path and v.live_fn_name is not null
    where e.env = env_name;
    if deployment_id is null then
      perform stopgap.refuse_environment(env_name);
    end if;
  else
    perform stopgap.check_callable('stopgap.call_fn', deployment_id, env_name);
    select v.live_fn_schema, v.live_fn_name, v.kind, v.roles, v.version_key, v.attributes ->> 'definer' is not null
    into live_schema, live_name, kind, roles, version_key, has_definer
    from stopgap.fn_version v
    where v.deployment_id = route.deployment_id and v.function_path = path and v.live_fn_name is not null;
  end if;
  is_exact := live_name is not null;
  if not is_exact then
    select r.* into live_schema, live_name, kind, roles, version_key
    from stopgap.legacy_route(path, env_name, deployment_id) r;
  end if;
  -- What is live needs no function of its own, and has none unless it was replaced before.
  if is_active or stopgap.version_function(version_key) is null then
    version_key := null;
  end if;
  if pinned_id is distinct from deployment_id then
    new_pin := deployment_id || ' (call_fn)';
  end if;
end
$$;
