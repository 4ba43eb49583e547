import { readAssets } from "./assets.js";
import { detectServer, type Engine, knowsRoutineOid, type Mode } from "./engine.js";
import { InstallError } from "./errors.js";
import {
  installedExtensions,
  installedVersion,
  isNewer,
  recordInstallation,
} from "./installation.js";
import { installationSteps, layers } from "./installation-steps.js";
import { asOwner } from "./owner.js";
import { performSteps } from "./perform-steps.js";
import { quoteIdentifier } from "./quote.js";
import { defaultRoles, ensureRoles, type Roles } from "./roles.js";
import { oneRow, type SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn, type Variables } from "./template.js";
import { fixedVariables } from "./variables.js";
import { version } from "./version.js";

/** How to install. */
export interface InstallOptions {
  /** Names for the roles. Default: `stopgap_owner`, `stopgap_deployer`, `stopgap_author`, `app_user`. */
  readonly roles?: Partial<Roles>;
  /**
   * Take the right to write functions in the engine's own language from PUBLIC. Such functions share an engine with handlers
   * of the same role, and see what handlers do not. Default false; once taken, it stays taken.
   */
  readonly revokeEngine?: boolean;
}

/** What is installed now. */
export interface Installation {
  readonly version: string;
  /** What was there before; null for a first installation. */
  readonly previousVersion: string | null;
  readonly engine: Engine;
  readonly mode: Mode;
}

/**
 * Installs Stopgap into a database, or upgrades what is there. One transaction, any number of times.
 *
 * @param client a session of a superuser, or of a role that may create roles, schemas and engine functions
 * @returns what is installed now
 * @throws {InstallError} when the server or its roles do not fit, or a newer version is installed
 * @example
 * const { engine, mode } = await install(client);
 */
export async function install(
  client: SqlClient,
  options: InstallOptions = {},
): Promise<Installation> {
  const roles = { ...defaultRoles, ...options.roles };
  await client.query("begin");
  try {
    const installation = await apply(client, roles, options);
    await client.query("commit");
    return installation;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function apply(
  client: SqlClient,
  roles: Roles,
  options: InstallOptions,
): Promise<Installation> {
  await client.query((await readSqlFile("install/lock.sql")).text);
  await refuseExtension(client);
  const previousVersion = await installedVersion(client);
  if (previousVersion !== null && isNewer(previousVersion, version)) {
    throw new InstallError(
      "newer_installed",
      `this database has Stopgap ${previousVersion}, which is newer than ${version}`,
      "Upgrade the tool that installs.",
    );
  }
  const { engine, mode, versionNumber } = await detectServer(client);
  await ensureRoles(client, roles, new Set(Object.values(options.roles ?? {})));
  // Who installs acts as the owner. A superuser may anyway.
  if (mode === "engine") {
    await client.query(`grant ${quoteIdentifier(roles.owner)} to current_user`);
  }

  const assets = await readAssets();
  const variables: Variables = {
    ...fixedVariables(roles, assets),
    engine: engine.name,
    mode,
    shell_language: mode === "language" ? "plts" : "plpgsql",
    routine_oid: String(versionNumber >= knowsRoutineOid),
  };
  const run = async (path: string): Promise<unknown> =>
    client.query(fillIn((await readSqlFile(path)).text, variables));
  await run("install/grant_database.sql");
  if (mode === "language") await run("install/grant_parameters.sql");
  if (options.revokeEngine === true) await revokeEngine(client, engine, variables);

  // Functions may refer to those that come after them in the order of names.
  await client.query("set local check_function_bodies = off");
  await client.query("set local client_min_messages = warning");
  for (const layer of layers) {
    const steps = await installationSteps(layer, mode, Object.values(assets));
    await performSteps(client, steps, roles.owner, variables);
  }
  await asOwner(client, roles.owner, async () => {
    if (previousVersion !== null) await run("install/complete_versions.sql");
    await client.query(await recordInstallation(variables));
  });
  return { version, previousVersion, engine, mode };
}

async function refuseExtension(client: SqlClient): Promise<void> {
  const [found] = await installedExtensions(client);
  if (!found) return;
  throw new InstallError(
    "installed_as_extension",
    `this database has Stopgap ${found.version} as an extension`,
    "Upgrade it by its files: alter extension plts update; alter extension stopgap update;",
  );
}

/** PostgreSQL only warns where the right belongs to somebody else. */
async function revokeEngine(
  client: SqlClient,
  { name }: Engine,
  variables: Variables,
): Promise<void> {
  await client.query(fillIn((await readSqlFile("install/revoke_engine.sql")).text, variables));
  const row = await oneRow(client, (await readSqlFile("install/public_engine.sql")).text, [name]);
  if (row["is_public"] !== true) return;
  throw new InstallError(
    "engine_not_revoked",
    `the language ${name} belongs to another role, so its use cannot be taken from PUBLIC`,
    `Let its owner run: revoke usage on language ${name} from public;`,
  );
}
