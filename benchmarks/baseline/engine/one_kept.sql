-- With a plan that is kept for the session.
create function baseline.engine_one_kept(args jsonb) returns jsonb language :engine as $$
const plan = globalThis.baseline_plan ??= :engine.prepare("select id, name, price from baseline.item where id = $1", ["int"]);
return plan.execute([args.id])[0] ?? null;
$$;
