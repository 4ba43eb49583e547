-- What a deploy would remove that prunes, and what it would leave because of what uses it.
create or replace function stopgap.planned_prune(env text, candidates stopgap.candidate[])
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'dropped', coalesce(jsonb_agg(u.fn_name) filter (where cardinality(u.dependents) = 0), '[]'),
    'skipped_with_dependents', coalesce(jsonb_agg(u.fn_name) filter (where cardinality(u.dependents) > 0), '[]'),
    'dependents', coalesce(
      jsonb_object_agg(u.fn_name, to_jsonb(u.dependents)) filter (where cardinality(u.dependents) > 0), '{}')
  )
  from stopgap.unused_functions(env, null, 0) u
  -- What becomes internal is dropped anyway.
  where not exists (select from unnest(candidates) c where c.fn_name = u.fn_name)
$$;
