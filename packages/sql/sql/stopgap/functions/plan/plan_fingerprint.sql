-- What a plan rests on: the active deployment, what is to be deployed, what is live, and whether it prunes.
create or replace function stopgap.plan_fingerprint(
  environment stopgap.environment,
  candidates stopgap.candidate[],
  prunes boolean
)
returns text
language sql stable
as $$
  select format('%s:%s:%s:%s',
    coalesce(environment.active_deployment_id, 0),
    encode(sha256(convert_to(candidates::text, 'UTF8')), 'hex'),
    encode(sha256(convert_to(concat(environment.live_schema, (
      select jsonb_agg(jsonb_build_array(
        p.proname, p.oid, md5(p.prosrc), p.prolang, p.proowner, p.prosecdef, p.provolatile, p.proisstrict, p.proconfig,
        p.proacl::text) order by p.oid)
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = environment.live_schema
    ), (
      select jsonb_agg(jsonb_build_array(u.fn_name, u.dependents) order by u.fn_name)
      from stopgap.unused_functions(environment.env, null, 0) u
      where cardinality(u.dependents) > 0
    )), 'UTF8')), 'hex'),
    case when prunes then 'prune' else 'keep' end)
$$;
