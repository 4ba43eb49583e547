import { userInfo } from "node:os";

import { isProgressNotice, type PooledClient } from "@stopgap/deployer";
import pg from "pg";

import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import { redact } from "./redact.js";

/** What PostgreSQL says beside its answers. */
export interface Notice {
  /** `NOTICE`, `WARNING` and so on. */
  readonly severity: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** A session of a database. */
export interface Connection {
  readonly client: Omit<PooledClient, "release">;
  /** `user@host:port/database`. */
  readonly address: string;
  /** Makes the server stop what the session is doing. */
  cancel(): Promise<void>;
  end(): Promise<void>;
}

/**
 * Opens a session.
 *
 * @param url - Where; undefined for what the `PG*` variables say.
 * @throws {CliError} `cannot_connect`
 */
export type Connect = (
  url: string | undefined,
  onNotice: (notice: Notice) => void,
) => Promise<Connection>;

const patienceMilliseconds = 15_000;

export const connect: Connect = async (url, onNotice) => {
  const config = clientConfig(url);
  const client = new pg.Client(config);
  const address = addressOf(client);
  // What a query does not notice, such as an end of the server between two of them, the next one will.
  client.on("error", () => undefined);
  client.on("notice", (notice) => {
    if (isProgressNotice(notice)) return;
    const { severity, message, hint } = notice;
    onNotice({ severity: severity ?? "NOTICE", message: message ?? "", hint });
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return {
      client,
      address,
      cancel: () => cancelBackend(config, rows[0]?.pid),
      end: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectError(address, error);
  }
};

function clientConfig(url: string | undefined): pg.ClientConfig {
  // Like libpq, and unlike the driver, also where USER is not set.
  pg.defaults.user ??= userInfo().username;
  return {
    ...(url === undefined ? {} : { connectionString: url }),
    fallback_application_name: "stopgap",
    ...(process.env["PGCONNECT_TIMEOUT"] ? {} : { connectionTimeoutMillis: patienceMilliseconds }),
  };
}

async function cancelBackend(config: pg.ClientConfig, pid: number | undefined): Promise<void> {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select pg_cancel_backend($1)", [pid]);
  } finally {
    await client.end();
  }
}

function addressOf({ user, host, port, database }: pg.Client): string {
  const place = host.startsWith("/") ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `${user ?? ""}@${place}/${database ?? ""}`;
}

function connectError(address: string, error: unknown): CliError {
  const reason = redact(reasonOf(error));
  return new CliError("cannot_connect", exitCodes.cannotConnect, `${address}: ${reason}`, {
    hint: hintOf(error),
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  // Where a name has several addresses, Node collects their errors and leaves its own message empty.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

function hintOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return "Is the server running there? `stopgap db start` starts one of your own, for --db local.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Check the host name.";
    case "28P01":
    case "28000":
      return "Check the user and the password.";
    case "3D000":
      return "Check the name of the database, or create it.";
    default:
      return undefined;
  }
}
