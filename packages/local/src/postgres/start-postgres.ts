import { startContainer } from "../container/plv8-container.js";
import { startEmbedded } from "../embedded/embedded-server.js";
import { LocalError } from "../errors.js";
import type { PostgresServer } from "./postgres-server.js";

/** How to start a throw-away server. */
export interface StartOptions {
  /** What to report slow steps to, a line each: the first download of the engine. Default: nothing. */
  readonly onProgress?: (line: string) => void;
  /** A folder that keeps the server's log after it has stopped. Default: `STOPGAP_SERVER_LOGS`, else none. */
  readonly logFolder?: string;
  /** The environment to read settings from. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Starts a throw-away PostgreSQL with a JavaScript engine, and tells its URL.
 *
 * It is the server of `STOPGAP_TEST_DATABASE_URL` when that is set; else the embedded pair (PostgreSQL and pljs, fetched
 * once into the cache); else a plv8 container, where Testcontainers is installed. An embedded server ends with the process
 * that started it, however that one ends.
 *
 * @throws {@link LocalError} `no_database` with what was looked for and how to go on.
 * @example
 * const server = await startPostgres();
 * const client = new pg.Client(server.url);
 * await client.connect();
 * await client.end();
 * await server.stop();
 */
export async function startPostgres(options: StartOptions = {}): Promise<PostgresServer> {
  const env = options.env ?? process.env;
  const given = env["STOPGAP_TEST_DATABASE_URL"];
  if (given) return givenServer(given);
  const failures: LocalError[] = [];
  for (const start of [startEmbedded, startContainer]) {
    try {
      return await start({ ...options, env });
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      failures.push(error);
    }
  }
  throw new LocalError(
    "no_database",
    `No PostgreSQL with a JavaScript engine: ${failures.map((each) => each.message).join("; ")}. ` +
      "Set STOPGAP_TEST_DATABASE_URL to a superuser's URL of a server with plv8 or pljs, or install " +
      "what is missing: Debian's apt on x64 Linux, or Docker and `testcontainers`.",
    { cause: new AggregateError(failures) },
  );
}

function givenServer(url: string): PostgresServer {
  return { url, source: "given", stop: () => Promise.resolve() };
}
