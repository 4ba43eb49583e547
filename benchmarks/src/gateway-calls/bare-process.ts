import { once } from "node:events";

import fastify from "fastify";
import pg from "pg";

import { statement } from "./functions.js";

// What somebody would write by hand for the same call: Fastify, a pool of pg, and nothing else.
const [{ databaseUrl, isPrepared }] = (await once(process, "message")) as [
  { databaseUrl: string; isPrepared: boolean },
];
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const app = fastify();
app.post<{ Body: { params: unknown[] } }>("/call", async (request) => {
  const start = performance.now();
  const { rows, rowCount } = await pool.query({
    ...(isPrepared ? { name: "find_item" } : {}),
    text: statement,
    values: request.body.params,
  });
  return { rows, row_count: rowCount, execution_time_ms: Math.round(performance.now() - start) };
});
process.on("message", ({ ask }: { ask: "rss" | "stop" }) => {
  if (ask === "rss") process.send?.({ rss: process.memoryUsage.rss() });
  else
    void app
      .close()
      .then(() => pool.end())
      .then(() => {
        process.disconnect();
      });
});
process.send?.({ url: await app.listen({ host: "127.0.0.1", port: 0 }) });
