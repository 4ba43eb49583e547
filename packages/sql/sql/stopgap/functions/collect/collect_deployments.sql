-- Removes the deployments that are not kept: {environments: [{env, removed, kept}]}.
create or replace function stopgap.collect_deployments(keep integer)
returns jsonb
language plpgsql
as $$
declare
  gone bigint[];
  answer jsonb;
begin
  with ranked as (
    select d.id, e.env, d.pinned_until, array_remove(array[
      case when d.id = e.active_deployment_id then 'active' end,
      case when row_number() over (partition by e.env order by d.id desc) <= keep then 'last' end,
      case when d.pinned_until > clock_timestamp() then 'pinned' end
    ], null) as reasons
    from stopgap.environment e
    join stopgap.deployment d on d.env = e.env
  ), environments (env, removed, kept) as (
    select r.env,
      coalesce(array_agg(r.id order by r.id) filter (where r.reasons = '{}'), '{}'),
      coalesce(jsonb_agg(
        jsonb_build_object('deployment_id', r.id, 'reasons', r.reasons)
        || case when 'pinned' = any (r.reasons) then jsonb_build_object('pinned_until', r.pinned_until) else '{}' end
        order by r.id desc) filter (where r.reasons <> '{}'), '[]')
    from ranked r
    group by r.env
  )
  select
    array(select unnest(e.removed) from environments e),
    jsonb_build_object('environments', coalesce(
      (select jsonb_agg(to_jsonb(e) order by e.env) from environments e), '[]'))
  into gone, answer;
  delete from stopgap.fn_version v where v.deployment_id = any (gone);
  delete from stopgap.deployment d where d.id = any (gone);
  -- What nobody can make live again needs no grants.
  delete from stopgap.live_grant g
  where g.live_name is not null
    and not exists (
      select from stopgap.fn_version v where (v.live_fn_schema, v.live_fn_name) = (g.live_schema, g.live_name))
    and stopgap.live_function(g.live_schema, g.live_name) is null;
  return answer;
end
$$;
