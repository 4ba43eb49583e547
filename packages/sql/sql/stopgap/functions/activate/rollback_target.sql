-- Where a number of steps back leads: from the active deployment to the one that it replaced, and so on. An activation
-- of an older deployment replaces nothing, it goes back; what was rolled back is passed over.
create or replace function stopgap.rollback_target(environment stopgap.environment, steps integer)
returns bigint
language sql stable
as $$
  with recursive history (id, step) as (
    select environment.active_deployment_id, 0
    union all
    select (
      select l.from_deployment_id
      from stopgap.activation_log l
      where l.to_deployment_id = h.id and l.from_deployment_id < h.id
      order by l.id desc
      limit 1
    ), h.step + 1
    from history h
    where h.id is not null
  )
  select d.id
  from history h
  join stopgap.deployment d on d.id = h.id and d.status = 'superseded'
  order by h.step
  limit 1 offset steps - 1
$$;
