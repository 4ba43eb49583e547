import type { ConfiguredDatabase } from "../connection/database-target.js";
import type { Invocation } from "../invocation.js";
import { sharedOptions } from "../options/shared-options.js";
import { findConfig } from "./find-project.js";

/** The database that the project's configuration names for the environment; undefined where it names none. */
export async function configuredDatabase(
  asked: Pick<Invocation, "context" | "options">,
  env: string = asked.options.value(sharedOptions.env),
): Promise<ConfiguredDatabase | undefined> {
  const found = await findConfig(asked);
  const url = found?.config.environments?.[env]?.db;
  return url === undefined ? undefined : { url, namedBy: `environments.${env}.db` };
}
