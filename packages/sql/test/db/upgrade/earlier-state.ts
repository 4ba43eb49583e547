import { readdir, readFile } from "node:fs/promises";

import type { Client } from "pg";

import { install, type Row, type SqlClient } from "../../../src/index.js";
import { artifact } from "../stopgap/bundle.js";

const tables = new URL("../../../sql/", import.meta.url);

/** The migrations of a schema, in order. */
export async function migrations(schema: "plts" | "stopgap"): Promise<readonly string[]> {
  const names = await readdir(new URL(`${schema}/tables/`, tables));
  return names.sort().map((name) => `${schema}/tables/${name}`);
}

/**
 * Brings a database to what a version left that knew only some of the migrations. Functions are today's; those that the tables of
 * then do not allow are missing.
 */
export async function installUpTo(client: Client, known: ReadonlySet<string>): Promise<void> {
  const lenient: SqlClient = {
    query: async (text, values = []) => {
      const [, path] = /m\.path = '([^']+)'/.exec(text) ?? [];
      if (path !== undefined && !known.has(path)) return { rows: [] };
      const isReplaced = /^(?:--|create or replace|revoke all|insert into plts\.hook)/.test(text);
      if (!isReplaced) return client.query<Row>(text, [...values]);
      await client.query("savepoint of_then");
      try {
        return await client.query<Row>(text, [...values]);
      } catch {
        await client.query("rollback to of_then");
        return { rows: [] };
      }
    },
  };
  await install(lenient);
  await client.query("update plts.installation set version = '0.0.0-earlier'");
}

/** What the fixture has deployed. */
export interface Deployed {
  readonly first: number;
  readonly second: number;
}

const attributes =
  '{"cost": 100, "strict": false, "definer": null, "parallel": "unsafe", "settings": [], "volatility": "volatile"}';

/**
 * Fills a database as the first version did that could deploy, by its tables: two deployments of a schema, the second one active, a
 * failed one, an environment without any, and a live function as it was written then.
 */
export async function deployAsThen(client: Client): Promise<Deployed> {
  await client.query(await readFile(new URL("earlier.sql", import.meta.url), "utf8"));
  const hashes: string[] = [];
  for (const value of [1, 2]) {
    const made = artifact(`export default () => ${value.toString()};`);
    hashes.push(made.artifact_hash);
    await client.query(
      `insert into plts.artifact (artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, source_map, abi,
         entry_kind, is_checked, is_foreign)
       values ($1, $2, $3, $4, $5, $6, $7, 'mutation', true, false)`,
      [
        made.artifact_hash,
        made.source_ts,
        made.compiled_js,
        JSON.stringify(made.compiler_opts),
        made.compiler_fingerprint,
        made.source_map,
        made.abi,
      ],
    );
  }
  for (const [index, hash] of hashes.entries()) {
    await client.query(
      `insert into stopgap.fn_version (deployment_id, fn_schema, fn_name, live_fn_schema, live_fn_name, function_path,
         module_path, export_name, kind, artifact_hash, attributes)
       values ($1, 'app', 'f', 'live_deployment', 'f', 'api.legacy.f', 'legacy', 'default', 'mutation', $2, $3)`,
      [index + 1, hash, attributes],
    );
  }
  const [, live = ""] = hashes;
  const pointer = {
    plts: 1,
    kind: "artifact_ptr",
    artifact_hash: live,
    export: "default",
    mode: "stopgap_deployed",
  };
  await client.query("set check_function_bodies = off");
  await client.query(
    `do $do$ begin
       execute format('create function live_deployment.f(args jsonb) returns jsonb language plts as %L',
         plts.live_shell('${JSON.stringify(pointer)}', 'live_deployment.f(jsonb)'));
     end $do$;
     reset check_function_bodies;
     alter function live_deployment.f(jsonb) owner to stopgap_owner;
     -- PUBLIC may call it as well, which an upgrade mends.
     grant execute on function live_deployment.f(jsonb) to app_user, stopgap_deployer;`,
  );
  return { first: 1, second: 2 };
}
