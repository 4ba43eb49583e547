import { readdir, readFile } from "node:fs/promises";
import type { Client } from "pg";
import { bundle, checkedCode, fiveFields, handlers } from "./handlers.js";

const baseline = new URL("../../baseline/", import.meta.url);

/** What a compiled check looks like. */
const check = "if (__stopgap_budget) --__stopgap_budget; else __stopgap_check();";

/** Creates all functions that are measured, in the schema `baseline`. */
export async function createFunctions(client: Client, engine: string): Promise<void> {
  await client.query(await readFile(new URL("item.sql", baseline), "utf8"));
  for (const folder of ["engine/", "plpgsql/"]) {
    for (const name of await readdir(new URL(folder, baseline))) {
      const text = await readFile(new URL(folder + name, baseline), "utf8");
      await client.query(text.replaceAll(":engine", engine));
    }
  }
  for (const [name, source] of Object.entries({ ...handlers, bundle: bundle(13_000) })) {
    await createFunction(client, name, source);
  }
  for (const [name, source] of Object.entries(checkedCode)) {
    await createFunction(client, name, source);
    await createUnchecked(client, `${name}_unchecked`, source);
  }
}

/** Creates one of many functions with a schema of five fields. */
export async function createFiveFields(client: Client, number: number): Promise<void> {
  await createFunction(client, `five_fields_${String(number)}`, fiveFields(number));
}

async function createFunction(client: Client, name: string, body: string): Promise<void> {
  await client.query(
    `create function baseline.${name}(args jsonb) returns jsonb language plts as $ts$${body}$ts$`,
  );
}

/** A function without interrupt checks, which the compiler never makes. */
async function createUnchecked(client: Client, name: string, source: string): Promise<void> {
  const { rows: compiled } = await client.query<{ code: string }>(
    "select compiled_js as code from plts.compile_ts($1)",
    [source],
  );
  const code = compiled[0]?.code ?? "";
  const unchecked = code.replaceAll(check, "");
  if (unchecked === code || unchecked.includes("__stopgap_check")) {
    throw new Error(
      "the compiler writes its interrupt checks in another way than this benchmark knows",
    );
  }
  const { rows: shells } = await client.query<{ body: string }>(
    `select plts.live_shell(
      jsonb_build_object('plts', 1, 'kind', 'source', 'artifact_hash', plts.upsert_artifact($1, $2),
        'export', 'default', 'mode', 'source'), $3) as body`,
    [source, unchecked, `baseline.${name}(jsonb)`],
  );
  await createFunction(client, name, shells[0]?.body ?? "");
}
