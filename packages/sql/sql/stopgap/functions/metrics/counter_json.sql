-- A counter as stopgap.metrics shows it, with zeros for what has not been counted.
create or replace function stopgap.counter_json(counter jsonb, classes text[], routes text[] default null)
returns jsonb
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'calls', coalesce(counter -> 'calls', '0'),
    'errors', coalesce(counter -> 'errors', '0'),
    'latency_ms', coalesce(counter -> 'latency_ms', '{"total": 0, "last": 0, "max": 0}'),
    'error_classes', (
      select jsonb_object_agg(class, coalesce(counter -> 'error_classes' -> class, '0')) from unnest(classes) as class)
  ) || case when routes is null then '{}' else jsonb_build_object('route_counts', (
    select jsonb_object_agg(route, coalesce(counter -> 'kinds' -> route, '0')) from unnest(routes) as route)) end
$$;
