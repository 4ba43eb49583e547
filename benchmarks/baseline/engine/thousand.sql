create function baseline.engine_thousand(args jsonb) returns jsonb language :engine as $$
return :engine.execute("select id, name, price from baseline.item where id > $1 order by id limit 1000", [args.id]);
$$;
