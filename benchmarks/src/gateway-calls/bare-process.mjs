import { once } from "node:events";
import { performance } from "node:perf_hooks";

import fastify from "fastify";
import pg from "pg";

// What somebody would write by hand for the same call: Fastify, a pool of pg, and nothing else.
const [{ databaseUrl, isPrepared, statement }] = await once(process, "message");
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const app = fastify();
app.post("/call", async (request) => {
  const start = performance.now();
  const { rows, rowCount } = await pool.query({
    ...(isPrepared ? { name: "find_item" } : {}),
    text: statement,
    values: request.body.params,
  });
  return { rows, row_count: rowCount, execution_time_ms: Math.round(performance.now() - start) };
});
process.on("message", ({ ask }) => {
  if (ask === "rss") process.send({ rss: process.memoryUsage.rss() });
  else
    void app
      .close()
      .then(() => pool.end())
      .then(() => process.disconnect());
});
process.send({ url: await app.listen({ host: "127.0.0.1", port: 0 }) });
