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
      coalesce(pointer -> 'import_map', '{}'),
      stopgap.function_attributes(p) || stopgap.handler_attributes(pointer ->> 'artifact_hash')
    )::stopgap.candidate order by p.proname
  ), '{}')
  from pg_proc p
  cross join lateral (select plts.pointer(p.oid) offset 0) as pointers (pointer)
  where p.pronamespace = (select n.oid from pg_namespace n where n.nspname = source_schema)
    and plts.is_jsonb_function(p)
    and plts.is_plts(p.oid)
$$;
