create or replace function stopgap.deployments(env text, max integer default 50, before_id bigint default null)
returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(
    stopgap.deployment_json(page) || jsonb_build_object('env', page.env, 'is_active', page.status = 'active')
    order by page.id desc
  ), '[]')
  from (
    select d.*
    from stopgap.deployment d
    where d.env = deployments.env and (before_id is null or d.id < before_id)
    order by d.id desc
    limit max
  ) as page
$$;
comment on function stopgap.deployments(text, integer, bigint) is
  'The deployments of an environment without their functions, newest first; pass the last id as before_id for the next page';
