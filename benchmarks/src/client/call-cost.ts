import { createClient, defineApi, type Query } from "@stopgap/client";
import type { Client } from "pg";
import { measure, type Measurement } from "../measure.js";

interface Api {
  readonly legacy: { readonly echo: Query<unknown, unknown> };
}

const api = defineApi<Api>({
  contractHash: "",
  functions: { "legacy.echo": { kind: "query", idempotent: true } },
});

/** How many calls are measured as one. */
const calls = 500;

/** A call by the client, beside the same statement written by hand, in turns. */
export async function measureCalls(
  connection: Client,
  rounds: number,
): Promise<readonly Measurement[]> {
  await connection.query("create schema bench");
  await connection.query(
    "create function bench.echo(args jsonb) returns jsonb language plts as 'export default (ctx) => ctx.args;'",
  );
  await connection.query("select stopgap.deploy('prod', 'bench')");
  const client = createClient(api, { client: connection });
  const args = { id: 1, name: "Kettle", tags: ["a", "b"] };
  const text = "select stopgap.call_fn($1, $2) as answer";
  const repeated = async (call: () => Promise<unknown>): Promise<void> => {
    for (let number = 0; number < calls; number += 1) await call();
  };
  return [
    await measure(`${calls} calls by hand, parsed each time`, rounds, () =>
      repeated(() => connection.query(text, ["api.legacy.echo", JSON.stringify(args)])),
    ),
    await measure(`${calls} calls by the client`, rounds, () =>
      repeated(() => client.api.legacy.echo(args)),
    ),
  ];
}
