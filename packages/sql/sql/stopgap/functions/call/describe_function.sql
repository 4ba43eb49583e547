-- What plts tells a handler about the deployment that its function belongs to, in a call: the one that stopgap.deployment_id
-- names (pin), or else the active one. Null for any function that is not deployed.
create or replace function stopgap.describe_function(function oid, call jsonb)
returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  with called as (
    select n.nspname, p.proname
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where p.oid = function
  ), versions as (
    select v.* from called c join stopgap.fn_version v on (v.live_fn_schema, v.live_fn_name) = (c.nspname, c.proname)
    union all
    select v.* from called c join stopgap.fn_version v on v.version_key = c.proname
    where c.nspname in ('stopgap_version', 'stopgap_definer')
  )
  select jsonb_build_object(
    'schema', v.live_fn_schema, 'name', v.live_fn_name, 'path', v.function_path, 'kind', v.kind, 'env', d.env,
    'deploymentId', v.deployment_id)
  from versions v
  join stopgap.deployment d on d.id = v.deployment_id
  cross join lateral stopgap.read_pin(call ->> 'pin') as pin
  order by v.deployment_id = pin.deployment_id desc nulls last, d.status = 'active' desc, v.deployment_id desc
  limit 1
$$;

insert into plts.hook (name, function_name)
values ('describe_function', 'stopgap.describe_function')
on conflict (name) do update set function_name = excluded.function_name;
