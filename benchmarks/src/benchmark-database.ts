import { startPostgres } from "@stopgap/local";
import { install } from "@stopgap/sql";
import pg from "pg";

/** A database for one benchmark, and what it runs on. */
export interface BenchmarkDatabase {
  readonly client: pg.Client;
  /** A superuser's URL of it. */
  readonly url: string;
  /** The engine's name, which is also that of its language and of its object in JavaScript. */
  readonly engine: string;
  /** Engine and server in a few words. */
  readonly platform: string;
  /** One more session, which its user ends. */
  readonly connect: () => Promise<pg.Client>;
}

/** Runs a benchmark in a fresh database with Stopgap in it, which is dropped afterwards. */
export async function withBenchmarkDatabase(
  run: (database: BenchmarkDatabase) => Promise<void>,
): Promise<void> {
  const server = await startPostgres();
  const name = `stopgap_benchmark_${String(process.pid)}`;
  const admin = await connect(server.url);
  try {
    await admin.query(`create database ${name}`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const client = await connect(url.href);
    try {
      const { engine } = await install(client);
      const { rows } = await client.query<{ version: string }>(
        "select current_setting('server_version') as version",
      );
      await run({
        client,
        url: url.href,
        engine: engine.name,
        platform: `${engine.name} ${engine.version}, PostgreSQL ${rows[0]?.version ?? ""}`,
        connect: () => connect(url.href),
      });
    } finally {
      await client.end();
    }
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
    await server.stop();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}
