import { readAssets, storeAssets } from "./assets.js";
import { detectServer, type Engine, type Mode } from "./engine.js";
import { InstallError } from "./errors.js";
import { installedVersion, isNewer, recordInstallation } from "./installation.js";
import { migrate } from "./migrations.js";
import { quoteIdentifier } from "./quote.js";
import { defaultRoles, ensureRoles, type Roles } from "./roles.js";
import { oneRow, type SqlClient } from "./sql-client.js";
import { readSchemaFiles, readSqlFile, type SqlFile } from "./sql-files.js";
import { fillIn, type Variables } from "./template.js";
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

/** Since PostgreSQL 16 a function can find out its own oid. */
const knowsRoutineOid = 160_000;

/** Since PostgreSQL 15 setting an undeclared parameter for a function is a right of its own. */
const knowsParameterRights = 150_000;

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
  const previousVersion = await installedVersion(client);
  if (previousVersion !== null && isNewer(previousVersion, version)) {
    throw new InstallError(
      "newer_installed",
      `this database has Stopgap ${previousVersion}, which is newer than ${version}`,
      "Upgrade the tool that installs.",
    );
  }
  const { engine, mode, versionNumber, database } = await detectServer(client);
  await ensureRoles(client, roles, new Set(Object.values(options.roles ?? {})));
  // Who installs acts as the owner. A superuser may anyway.
  if (mode === "engine") {
    await client.query(`grant ${quoteIdentifier(roles.owner)} to current_user`);
  }
  // The owner makes schemas: both of the installation, and every live schema.
  await client.query(
    `grant create on database ${quoteIdentifier(database)} to ${quoteIdentifier(roles.owner)}`,
  );

  const assets = await readAssets();
  const variables: Variables = {
    ...roles,
    engine: engine.name,
    mode,
    version,
    shell_language: mode === "language" ? "plts" : "plpgsql",
    routine_oid: String(versionNumber >= knowsRoutineOid),
    kernel_digest: assets.kernel.digest,
    compiler_digest: assets.compiler.digest,
  };
  const run = (file: SqlFile): Promise<unknown> => client.query(fillIn(file.text, variables));

  if (mode === "language" && versionNumber >= knowsParameterRights) {
    await run(await readSqlFile("install/grant_parameters.sql"));
  }

  if (options.revokeEngine === true) await revokeEngine(client, engine, variables);

  // Functions may refer to those that come after them in the order of names.
  await client.query("set local check_function_bodies = off");
  await client.query("set local client_min_messages = warning");
  for (const schema of ["plts", "stopgap"] as const) {
    const files = await readSchemaFiles(schema);
    await asOwner(client, roles, async () => {
      await run(files.schema);
      await migrate(client, files.migrations, run);
      if (schema === "plts") await storeAssets(client, Object.values(assets));
      for (const file of files.replaced) await run(file);
    });
    if (schema === "plts" && mode === "language") await run(await readSqlFile("plts/language.sql"));
    await asOwner(client, roles, () => run(files.grants));
  }
  await asOwner(client, roles, async () => {
    if (previousVersion !== null) {
      await client.query((await readSqlFile("install/complete_versions.sql")).text);
    }
    await recordInstallation(client, { version, engine, mode, roles });
  });
  return { version, previousVersion, engine, mode };
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

async function asOwner(
  client: SqlClient,
  roles: Roles,
  run: () => Promise<unknown>,
): Promise<void> {
  await client.query(`set local role ${quoteIdentifier(roles.owner)}`);
  await run();
  await client.query("reset role");
}
