-- Microseconds that one call of a function takes, over many calls in one statement.
create function baseline.time_calls(function_name text, args jsonb, calls int) returns float8 language plpgsql as $$
declare
  start timestamptz := clock_timestamp();
begin
  execute format(
    'do $do$ declare args jsonb := %L; answer jsonb; begin for n in 1..%s loop answer := %s(args); end loop; end $do$',
    args, calls, function_name);
  return extract(epoch from clock_timestamp() - start) * 1e6 / calls;
end
$$;
