-- The functions of a schema that can be deployed: written in TypeScript, one jsonb argument, returning jsonb.
create or replace function stopgap.schema_candidates(source_schema text)
returns stopgap.candidate[]
language sql stable
as $$
  select coalesce(array_agg(
    row(
      p.proname,
      pointer ->> 'artifact_hash',
      coalesce(pointer ->> 'export', 'default'),
      -- Functions lead to what they are now, which may not be what they were when this one was created.
      case when pointer ? 'import_map'
        then plts.import_closure(pointer ->> 'artifact_hash', pointer -> 'import_map')
        else '{}' end,
      stopgap.function_attributes(p) || stopgap.handler_attributes(entry),
      source_schema,
      'api.legacy.' || p.proname,
      'legacy',
      kind,
      (select array_agg(role) from jsonb_array_elements_text(nullif(entry -> 'roles', 'null')) as role),
      null,
      null,
      kind in ('query', 'internalQuery')
    )::stopgap.candidate order by p.proname
  ), '{}')
  from pg_proc p
  cross join lateral (select plts.pointer(p.oid) offset 0) as pointers (pointer)
  cross join lateral (select plts.entry(pointer ->> 'artifact_hash') offset 0) as entries (entry)
  cross join lateral (
    -- What has no wrapper may write.
    select coalesce(nullif(entry ->> 'kind', 'handler'), 'mutation')
  ) as kinds (kind)
  where p.pronamespace = (select n.oid from pg_namespace n where n.nspname = source_schema)
    and plts.is_jsonb_function(p)
    and plts.is_plts(p.oid)
$$;
