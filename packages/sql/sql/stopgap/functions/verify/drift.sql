-- How a live function differs from what a version says: [{what, expected, found}], empty where it does not.
create or replace function stopgap.drift(p pg_proc, version stopgap.fn_version)
returns jsonb
language plpgsql stable
as $$
#variable_conflict use_column
begin
  return (
    with declared (attributes) as materialized (select stopgap.function_attributes(p) - 'definer'),
    differences (place, what, expected, found) as (
      select 1, 'signature', to_jsonb('(args jsonb) returns jsonb'::text), to_jsonb(format(
        '(%s) %s', pg_get_function_arguments(p.oid),
        case when p.prokind = 'p' then 'procedure' else 'returns ' || pg_get_function_result(p.oid) end))
      where not stopgap.has_live_signature(p)
      union all
      select 2, 'language', to_jsonb(:'shell_language'::text), to_jsonb(l.lanname)
      from pg_language l
      where l.oid = p.prolang and l.lanname <> :'shell_language'
      union all
      -- Bodies are long, and say which artifact they run.
      select 3, 'body', to_jsonb(version.artifact_hash), plts.body_pointer(p.prosrc) -> 'artifact_hash'
      where p.prosrc <> stopgap.live_body(version)
      union all
      select 4, 'owner', to_jsonb(stopgap.live_owner(version.attributes)), to_jsonb(pg_get_userbyid(p.proowner))
      where pg_get_userbyid(p.proowner) <> stopgap.live_owner(version.attributes)
      union all
      select 5, 'grants', stopgap.role_list(stopgap.callers(version)), stopgap.role_list(array(
        select case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee) end
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where a.grantee <> p.proowner
          and (
            pg_get_userbyid(a.grantee) = any (stopgap.callers(version))
            or a.grantee in (select stopgap.unwanted_callers(p.oid, version))
          )))
      where exists (select from stopgap.unwanted_callers(p.oid, version))
        or exists (
          select from unnest(stopgap.callers(version)) as caller
          where not has_function_privilege(caller, p.oid, 'execute')
        )
      union all
      select 6, 'security', to_jsonb(case when p.prosecdef then 'invoker' else 'definer' end),
        to_jsonb(case when p.prosecdef then 'definer' else 'invoker' end)
      where p.prosecdef <> (version.attributes ->> 'definer' is not null)
      union all
      select 7, attribute.key, attribute.value, d.attributes -> attribute.key
      from declared d
      cross join lateral jsonb_each(version.attributes - 'definer') as attribute
      where d.attributes <> version.attributes - 'definer' and d.attributes -> attribute.key <> attribute.value
      union all
      select 8, 'leakproof', 'false', 'true'
      where p.proleakproof
    )
    select coalesce(
      jsonb_agg(jsonb_build_object('what', what, 'expected', expected, 'found', found) order by place, what), '[]')
    from differences
  );
end
$$;
