-- The versions of kept deployments that have no function, neither live nor kept; of all environments, or of one.
create or replace function stopgap.missing_versions(env text default null)
returns setof stopgap.fn_version
language sql stable
as $$
  with live (version_key) as (
    select plts.body_pointer(p.prosrc) #>> '{live,version}'
    from stopgap.environment e
    join pg_namespace n on n.nspname = e.live_schema
    join pg_proc p on p.pronamespace = n.oid
    where p.prosrc like '-- plts {%'
  ), missing (version_key) as (
    select v.version_key
    from stopgap.fn_version v
    join stopgap.deployment d on d.id = v.deployment_id
    where v.version_key is not null
      and (missing_versions.env is null or d.env = missing_versions.env)
      and d.status in ('active', 'superseded', 'rolled_back')
    except
    select l.version_key from live l
    except
    select p.proname
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'stopgap_version'
  )
  select distinct on (v.version_key) v.*
  from missing m
  join stopgap.fn_version v using (version_key)
  -- What is active belongs into the live schema.
  where not exists (
    select
    from stopgap.environment e
    join stopgap.fn_version a on a.deployment_id = e.active_deployment_id
    where a.version_key = v.version_key
  )
  order by v.version_key, v.deployment_id desc
$$;
