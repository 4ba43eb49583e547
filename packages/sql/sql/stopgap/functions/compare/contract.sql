-- What callers of a function can rely on.
create or replace function stopgap.contract(function stopgap.candidate)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'kind', function.kind,
    'args_schema', function.args_schema,
    'result_schema', function.result_schema,
    'idempotent', function.idempotent
  )
$$;
