import type { Client } from "pg";
import { withBenchmarkDatabase } from "../benchmark-database.js";
import { markdownTable } from "../table.js";
import { cases } from "./cases.js";
import { createFunctions } from "./functions.js";
import { isStopped, timeBare } from "./time-built-in.js";

await withBenchmarkDatabase(async ({ client, connect, engine, platform }) => {
  await createFunctions(client, engine, cases);
  const rows: string[][] = [];
  for (const [number, { what, input }] of cases.entries()) {
    const ms = await inSession(connect, (session) => timeBare(session, number));
    const stopped = await inSession(connect, (session) => isStopped(session, number));
    rows.push([what, input, ms.toFixed(0), stopped]);
  }
  console.log(
    `${platform}, Node ${process.versions.node}, processor time, the fastest of five runs\n`,
  );
  console.log(markdownTable(["Built-in", "Input", "ms", "Stopped in a handler"], rows));
});

/** What one run leaves in the memory is no part of the next. */
async function inSession<T>(
  connect: () => Promise<Client>,
  run: (session: Client) => Promise<T>,
): Promise<T> {
  const session = await connect();
  try {
    return await run(session);
  } finally {
    await session.end();
  }
}
