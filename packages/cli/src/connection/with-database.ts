import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { Invocation } from "../invocation.js";
import { sharedOptions } from "../options/shared-options.js";
import type { Reporter } from "../output/reporter.js";
import type { Connection, Notice } from "./connect.js";
import { configuredDatabase } from "../project/configured-database.js";
import { findDatabaseTarget, type DatabaseTarget } from "./database-target.js";

type Surroundings = Pick<Invocation, "context" | "options" | "reporter">;

/**
 * Runs `work` with a session of the database that was named, and ends the session. An interruption makes the server stop.
 *
 * @param named - Default: what the options, the project's configuration and the environment say.
 */
export function withDatabase<Result>(
  invocation: Surroundings,
  work: (connection: Connection) => Promise<Result>,
  named?: DatabaseTarget,
): Promise<Result> {
  const { interruption } = invocation.context;
  return withConnection(
    invocation,
    async (connection) => {
      const cancel = (): void => void connection.cancel().catch(() => undefined);
      interruption.addEventListener("abort", cancel);
      try {
        return await work(connection);
      } finally {
        interruption.removeEventListener("abort", cancel);
      }
    },
    named,
  );
}

/** The same for `work` that stops by itself, and can open further sessions, which it ends. */
export async function withConnection<Result>(
  invocation: Surroundings,
  work: (connection: Connection, open: () => Promise<Connection>) => Promise<Result>,
  named?: DatabaseTarget,
): Promise<Result> {
  const { context, reporter } = invocation;
  const target = named ?? (await namedDatabase(invocation));
  const url = await urlOf(target, invocation);
  const notices: Notice[] = [];
  const open = (): Promise<Connection> =>
    context.connect(url, (notice) => void notices.push(notice));
  const connection = await open();
  reporter.more(`connected to ${connection.address}, named by ${target.namedBy}`);
  let failure: unknown;
  try {
    return await work(connection, open);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    reportNotices(notices, failure, reporter);
    await connection.end();
  }
}

/**
 * The database that was named for an environment.
 *
 * @param env - Default: the one of the command.
 */
export async function namedDatabase(
  invocation: Surroundings,
  env?: string,
): Promise<DatabaseTarget> {
  const given = invocation.options.given(sharedOptions.db);
  const configured = given === undefined ? await configuredDatabase(invocation, env) : undefined;
  return findDatabaseTarget(given, invocation.context.env, configured);
}

async function urlOf(
  target: DatabaseTarget,
  { context }: Surroundings,
): Promise<string | undefined> {
  if (target.kind === "environment") return undefined;
  if (target.kind === "url") return target.url;
  const status = await context.localServer.status({ env: context.env });
  if (status.state === "running") return status.url;
  throw new CliError(
    "cannot_connect",
    exitCodes.cannotConnect,
    `the local server is ${status.state}`,
    { hint: "Start it with `stopgap db start`." },
  );
}

/** What PostgreSQL has said, but for what the error says anyway. Warnings are for all, the rest for those who ask. */
function reportNotices(notices: readonly Notice[], failure: unknown, reporter: Reporter): void {
  const said = failure instanceof Error ? failure.message : undefined;
  for (const notice of notices) {
    if (said !== undefined && notice.message.includes(said)) continue;
    if (notice.severity === "WARNING") reporter.note(formatNotice(notice));
    else reporter.more(formatNotice(notice));
  }
}

function formatNotice({ severity, message, hint }: Notice): string {
  return `${severity.toLowerCase()}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}
