create function baseline.engine_noop(args jsonb) returns jsonb language :engine as $$
return args;
$$;
