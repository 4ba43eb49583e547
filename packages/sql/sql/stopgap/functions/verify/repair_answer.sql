-- What a repair has mended, and what it could not: the difference of two answers of verify.
create or replace function stopgap.repair_answer(before jsonb, after jsonb)
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'env', after -> 'env',
    'deployment_id', after -> 'deployment_id',
    'live_schema', after -> 'live_schema',
    'is_ok', after -> 'is_ok',
    'repaired', jsonb_build_object(
      'schema', case when before #>> '{schema,status}' <> 'ok' then before -> 'schema' end,
      'functions', (
        select coalesce(jsonb_agg(b.value order by b.place), '[]')
        from jsonb_array_elements(before -> 'functions') with ordinality as b (value, place)
        join jsonb_array_elements(after -> 'functions') with ordinality as a (value, place) using (place)
        where b.value <> a.value
      ),
      'versions', (
        select coalesce(jsonb_agg(b.value order by b.place), '[]')
        from jsonb_array_elements(before -> 'missing_versions') with ordinality as b (value, place)
        where not after -> 'missing_versions' @> jsonb_build_array(b.value)
      )),
    'remaining', jsonb_build_object(
      'functions', (
        select coalesce(jsonb_agg(a.value order by a.place), '[]')
        from jsonb_array_elements(after -> 'functions') with ordinality as a (value, place)
        where a.value ->> 'status' <> 'ok'
      ),
      'unexpected', after -> 'unexpected',
      'versions', after -> 'missing_versions'))
$$;
