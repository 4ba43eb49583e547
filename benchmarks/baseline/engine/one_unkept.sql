create function baseline.engine_one_unkept(args jsonb) returns jsonb language :engine as $$
return :engine.execute("select id, name, price from baseline.item where id = $1", [args.id])[0] ?? null;
$$;
