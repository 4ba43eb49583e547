-- Runs as the caller and with the caller's search_path, as a direct call of the live function does; so every name in
-- here is qualified, operators too.
create or replace function stopgap.call_fn(
  path text,
  args jsonb default '{}',
  env text default null,
  deployment_id bigint default null
)
returns jsonb
language plpgsql
as $$
declare
  started pg_catalog.timestamptz := pg_catalog.clock_timestamp();
  pin pg_catalog.text := pg_catalog.current_setting('stopgap.deployment_id', true);
  route pg_catalog.record;
  is_routed pg_catalog.bool := false;
  route_kind pg_catalog.text;
  counts_itself pg_catalog.bool;
  version_key pg_catalog.text;
  is_again pg_catalog.bool := false;
  result pg_catalog.jsonb;
  code pg_catalog.text;
  message pg_catalog.text;
  detail pg_catalog.text;
  hint pg_catalog.text;
  setting pg_catalog.text;
begin
  loop
    begin
      if not is_routed then
        route := stopgap.route(path, env, deployment_id, pin);
        is_routed := true;
        route_kind := case when route.is_exact then 'exact' else 'legacy' end;
        version_key := route.version_key;
        -- The engine that runs the function counts a success, which saves a call of it. Where it has another role's counters, or
        -- may not run at all, or could not tell this call from one within it, that is done here.
        counts_itself := route.new_pin is not null and args is not null and route.has_definer is false;
      end if;
      -- All that is called meanwhile is of one deployment. A failure takes the setting back by itself.
      if route.new_pin is not null then
        setting := pg_catalog.set_config('stopgap.deployment_id', case
          when counts_itself then pg_catalog.concat(route.deployment_id, ' (call_fn ', route_kind, ')')
          else route.new_pin
        end, true);
      end if;
      if version_key is null then
        execute pg_catalog.format('select %I.%I($1)', route.live_schema, route.live_name) into result using args;
      else
        perform stopgap.require_caller(route.live_schema, route.live_name, route.roles);
        execute pg_catalog.format('select stopgap_version.%I($1)', version_key) into result using args;
      end if;
      if route.new_pin is not null then
        setting := pg_catalog.set_config('stopgap.deployment_id', coalesce(pin, ''), true);
      end if;
      if not counts_itself then
        perform plts.plts_count('call_fn', null, stopgap.elapsed_ms(started), route_kind) from (values (1)) as one_row;
      end if;
      return result;
    exception when query_canceled or others then
      get stacked diagnostics
        code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    end;
    exit when not is_routed or code operator(pg_catalog.=) '57014' or version_key is not null or is_again;
    is_again := code operator(pg_catalog.=) '40001' and message operator(pg_catalog.~~) '% has just been replaced';
    if not is_again then
      version_key := stopgap.replaced_route(code, path, route.deployment_id);
      exit when version_key is null;
    end if;
  end loop;
  if is_routed and code operator(pg_catalog.<>) '57014' then
    message := stopgap.call_failure(path, route.kind, code, message);
  end if;
  perform plts.plts_count(
    'call_fn', stopgap.call_error_class(is_routed, code, message), stopgap.elapsed_ms(started), route_kind)
  from (values (1)) as one_row;
  perform stopgap.raise_error(code, message, detail, hint);
end
$$;
comment on function stopgap.call_fn(text, jsonb, text, bigint) is
  'Calls the function of a path in the active deployment of an environment (default: stopgap.default_env, else prod), or in another one that is kept';
