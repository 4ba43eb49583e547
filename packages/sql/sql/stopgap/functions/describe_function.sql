-- What plts tells a handler about the deployment that its function belongs to; null for any function that is not live.
create or replace function stopgap.describe_function(function oid)
returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object('path', v.function_path, 'kind', v.kind, 'env', e.env, 'deploymentId', v.deployment_id)
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join stopgap.environment e on e.live_schema = n.nspname
  join stopgap.fn_version v on v.live_fn_schema = n.nspname and v.live_fn_name = p.proname
  where p.oid = function
  order by v.deployment_id = e.active_deployment_id desc, v.deployment_id desc
  limit 1
$$;

insert into plts.hook (name, function_name)
values ('describe_function', 'stopgap.describe_function')
on conflict (name) do update set function_name = excluded.function_name;
