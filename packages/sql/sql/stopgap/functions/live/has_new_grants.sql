-- Whether other roles' grants on what is live in an environment are not all written down.
create or replace function stopgap.has_new_grants(env text)
returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from stopgap.environment e
    cross join lateral stopgap.seen_grants(e) s
    left join stopgap.live_grant known
      on known.live_schema = e.live_schema
      and (coalesce(known.live_name, ''), known.grantee, known.privilege, known.is_grantable)
        = (coalesce(s.live_name, ''), s.grantee, s.privilege, s.is_grantable)
    where e.env = has_new_grants.env and known.id is null
  )
$$;
