import { install, type SqlClient } from "@stopgap/sql";

import { explicitTarget, type DatabaseTarget } from "../../connection/database-target.js";
import { withDatabase } from "../../connection/with-database.js";
import type { Invocation } from "../../invocation.js";
import { sharedOptions } from "../../options/shared-options.js";
import { configuredDatabase } from "../../project/configured-database.js";

/** The database that is developed on. */
export interface DevelopmentDatabase {
  readonly target: DatabaseTarget;
  /** Whether it is the server of `stopgap db`: that is installed into, and its log is read. */
  readonly isLocal: boolean;
}

/**
 * The database that was named for development, else the one of the local server, which is started and installed into.
 *
 * @param env - The environment that is developed in.
 */
export async function developmentDatabase(
  invocation: Invocation,
  env: string,
): Promise<DevelopmentDatabase> {
  const { context, options, reporter } = invocation;
  const named = await namedTarget(invocation, env);
  if (named.kind !== "local") return { target: named, isLocal: false };
  if (options.given(sharedOptions.db) === undefined) {
    const onProgress = (line: string): void => {
      reporter.step(line);
    };
    await context.localServer.start({ env: context.env, onProgress });
  }
  await withDatabase(
    invocation,
    async ({ client }) => {
      await install(client);
      await logMessages(client);
    },
    named,
  );
  return { target: named, isLocal: true };
}

async function namedTarget(invocation: Invocation, env: string): Promise<DatabaseTarget> {
  const given = invocation.options.given(sharedOptions.db);
  if (given !== undefined) return explicitTarget(given);
  const configured = await configuredDatabase(invocation, env);
  return configured === undefined
    ? { kind: "local", namedBy: "stopgap dev" }
    : { kind: "url", ...configured };
}

/** Lets the server write what handlers log into its log, where it is read. */
async function logMessages(client: SqlClient): Promise<void> {
  await client.query(
    `do $$
     begin
       execute format('alter database %I set log_min_messages = debug1', current_database());
       execute format('alter database %I set plts.log_level = debug', current_database());
     end
     $$`,
  );
}
