-- Runs as the caller and with the caller's search_path, as a direct call of the live function does; so every name in
-- here is qualified.
create or replace function stopgap.call_fn(path text, args jsonb default '{}', env text default null)
returns jsonb
language plpgsql
as $$
declare
  route pg_catalog.record;
  result pg_catalog.jsonb;
  code pg_catalog.text;
  message pg_catalog.text;
  detail pg_catalog.text;
  hint pg_catalog.text;
begin
  select * into strict route from stopgap.route(path, env);
  begin
    execute pg_catalog.format('select %I.%I($1)', route.live_schema, route.live_name) into result using args;
    return result;
  exception when others then
    get stacked diagnostics
      code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
  end;
  perform stopgap.raise_error(
    code, stopgap.call_failure(path, route.kind, code, message), detail, hint);
end
$$;
comment on function stopgap.call_fn(text, jsonb, text) is
  'Calls the function of a path in the active deployment of an environment (default: stopgap.default_env, else prod)';
