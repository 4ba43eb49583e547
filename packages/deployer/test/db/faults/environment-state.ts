import type { Client } from "pg";

/**
 * All that can be seen of an environment: what is active, what states its deployments are in, what is live and how, and what
 * each live function returns. Waits for whoever is changing it.
 */
export async function environmentState(client: Client, env: string): Promise<unknown> {
  await client.query("select from stopgap.environment where env = $1 for update", [env]);
  const { rows } = await client.query<{ state: Record<string, unknown> }>(
    `select json_build_object(
       'active', e.active_deployment_id,
       'statuses', (select json_agg(json_build_array(d.id, d.status) order by d.id) from stopgap.deployment d where d.env = e.env),
       'activations', (select count(*) from stopgap.activation_log l where l.env = e.env),
       'functions', (
         select json_agg(json_build_array(p.oid::bigint, p.proname, md5(p.prosrc), p.proacl::text) order by p.proname)
         from pg_proc p where p.pronamespace = to_regnamespace(quote_ident(e.live_schema))),
       'kept', (
         select json_agg(distinct p.proname order by p.proname)
         from pg_proc p
         join stopgap.fn_version v on v.version_key = p.proname
         join stopgap.deployment d on d.id = v.deployment_id
         where d.env = e.env and p.pronamespace = 'stopgap_version'::regnamespace)
     ) as state
     from stopgap.environment e where e.env = $1`,
    [env],
  );
  const { rows: live } = await client.query<{ name: string }>(
    `select format('%I.%I', e.live_schema, p.proname) as name
     from stopgap.environment e
     join pg_proc p on p.pronamespace = to_regnamespace(quote_ident(e.live_schema))
     where e.env = $1 order by 1`,
    [env],
  );
  const answers: unknown[] = [];
  for (const { name } of live) {
    const { rows: called } = await client.query<{ answer: unknown }>(
      `select ${name}('{}') as answer`,
    );
    answers.push([name, called[0]?.answer]);
  }
  return { ...rows[0]?.state, answers };
}
