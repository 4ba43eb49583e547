create function baseline.plpgsql_noop(args jsonb) returns jsonb language plpgsql as $$
begin
  return args;
end
$$;
