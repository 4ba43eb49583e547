-- The functions in TypeScript that can be called now, each with the code that it runs, what it imports included.
with recursive live as (
  select format('%I.%I', n.nspname, p.proname) as name, plts.body_pointer(p.prosrc) as pointer
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where p.prosrc like '-- plts {%'
    and n.nspname not in ('plts', 'stopgap', 'stopgap_version')
), reached (name, artifact_hash) as (
  select name, pointer ->> 'artifact_hash' from live where pointer is not null
  union
  select l.name, i.value from live l, jsonb_each_text(l.pointer -> 'import_map') i
  union
  select r.name, i.value
  from reached r
  join plts.artifact a on a.artifact_hash = r.artifact_hash
  cross join lateral jsonb_each_text(a.imports) i
  where i.value is not null
)
select json_build_object(
  'functions', coalesce((
    select json_agg(json_build_object('name', name, 'artifacts', artifacts) order by name)
    from (select name, array_agg(artifact_hash) as artifacts from reached group by name) grouped), '[]'),
  'code', coalesce((
    select json_object_agg(a.artifact_hash, a.compiled_js)
    from plts.artifact a
    where a.artifact_hash in (select r.artifact_hash from reached r)), '{}'))::text as answer
