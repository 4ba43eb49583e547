-- The function that is to run instead of a live one, as stopgap.deployment_id says: {function, lasts}; null where it is the one
-- itself. call: what the setting says (pin), and what the body that runs says of itself. That may not be what the catalog says
-- by now: then the live function is to be called anew, which is right only this once.
create or replace function stopgap.other_version(function oid, call jsonb)
returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  pin record := stopgap.read_pin(call ->> 'pin');
  live record;
  version stopgap.fn_version;
  obstacle text;
  runner oid;
begin
  select n.nspname as schema, p.proname as name, format('%I.%I', n.nspname, p.proname) as function, e.env
  into live
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join stopgap.environment e on e.live_schema = n.nspname
  where p.oid = other_version.function;
  if not found
    -- call_fn speaks for its own environment, and for what its deployment has.
    or (pin.by_call_fn and not exists (
      select from stopgap.fn_version v
      where (v.deployment_id, v.live_fn_schema, v.live_fn_name) = (pin.deployment_id, live.schema, live.name)))
  then
    return null;
  end if;
  perform stopgap.check_callable(live.function, pin.deployment_id, live.env);
  select v.* into version
  from stopgap.fn_version v
  where (v.deployment_id, v.live_fn_schema, v.live_fn_name) = (pin.deployment_id, live.schema, live.name);
  if not found then
    raise exception '% is not in deployment %', live.function, pin.deployment_id
      using errcode = 'undefined_function', hint = 'Call what that deployment has, or reset stopgap.deployment_id.';
  elsif version.version_key = call ->> 'version' then
    return null;
  end if;
  runner := stopgap.find_version(version.version_key, function);
  obstacle := stopgap.live_obstacle(call, version.attributes);
  if obstacle is not null and runner = function then
    -- call_fn knows these words, and does so.
    raise exception '% has just been replaced', live.function
      using errcode = 'serialization_failure', hint = 'Call it again.';
  elsif obstacle is not null then
    raise exception '% cannot run deployment % here: it is declared %, which it was not then',
      live.function, pin.deployment_id, obstacle
      using errcode = 'feature_not_supported', hint = format('Call it by stopgap.call_fn(%L, ...).', version.function_path);
  elsif runner is null then
    raise exception '% cannot run deployment %: its function is not there', live.function, pin.deployment_id
      using errcode = 'object_not_in_prerequisite_state', hint = 'Activate that deployment once.';
  end if;
  return jsonb_build_object(
    'function', case when runner = function then live.function else format('stopgap_version.%I', version.version_key) end,
    'lasts', runner <> function);
end
$$;

insert into plts.hook (name, function_name)
values ('other_version', 'stopgap.other_version')
on conflict (name) do update set function_name = excluded.function_name;
