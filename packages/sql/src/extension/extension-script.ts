import { type Asset, readAssets } from "../assets.js";
import { engines, knowsRoutineOid, oldestServer } from "../engine.js";
import { installationSteps, inTurns, type Layer, stepSql } from "../installation-steps.js";
import { InstallError } from "../errors.js";
import type { Roles } from "../roles.js";
import { readSqlFile } from "../sql-files.js";
import { fillIn, type Variables } from "../template.js";
import { fixedVariables } from "../variables.js";

/** What a script does: makes the extension, or brings one of any earlier version up to this one. */
export type Purpose = "create" | "update";

/** Whom to make the scripts for. */
export interface ScriptOptions {
  /** The version that the script makes. */
  readonly version: string;
  readonly roles: Roles;
  /** The roles that were named explicitly, and are taken as they are. */
  readonly named: ReadonlySet<string>;
}

/** What only the server knows, in the place of which it stands until then. */
const serverVariables = { engine: "@engine@", routine_oid: "@routine_oid@" } as const;

/** The script of an extension: what an installation does, as one file of SQL. */
export async function extensionScript(
  layer: Layer,
  purpose: Purpose,
  options: ScriptOptions,
): Promise<string> {
  const assets = await readAssets();
  const variables: Variables = {
    ...fixedVariables(options.roles, assets),
    version: options.version,
    ...serverVariables,
    mode: "language",
    shell_language: "plts",
    extension: layer,
    oldest_server: String(oldestServer),
    knows_routine_oid: String(knowsRoutineOid),
    engines: JSON.stringify(engines),
  };
  const file = async (path: string): Promise<string> =>
    fillIn((await readSqlFile(path)).text, variables);
  const files = async (paths: readonly string[]): Promise<string> =>
    (await Promise.all(paths.map(file))).join("\n");
  const script = [
    heading(layer, purpose, options.version),
    await files(beginning(layer, purpose)),
    layer === "plts" ? await surroundings(options, file) : "",
    await turns(layer, Object.values(assets), variables, file),
    await files(ending(layer, purpose)),
  ].join("\n");
  refuseSubstitutions(script);
  return script;
}

function heading(layer: Layer, purpose: Purpose, version: string): string {
  const statement =
    purpose === "create" ? `create extension ${layer}` : `alter extension ${layer} update`;
  return `-- Stopgap ${version}: the extension ${layer}, as "stopgap extension pack" writes it.
\\echo Use "${statement}" to load this file. \\quit
`;
}

function beginning(layer: Layer, purpose: Purpose): readonly string[] {
  const checks = [
    "extension/refuse_login.sql",
    ...(purpose === "update" ? ["extension/refuse_newer.sql"] : []),
  ];
  if (layer === "stopgap")
    return [...checks, "extension/require_plts.sql", "extension/remember_engine.sql"];
  return [
    "install/lock.sql",
    ...checks,
    ...(purpose === "create" ? ["extension/refuse_installed.sql"] : []),
    "extension/detect_engine.sql",
  ];
}

function ending(layer: Layer, purpose: Purpose): readonly string[] {
  if (layer === "plts") return ["extension/depend_on_engine.sql", "extension/register_dump.sql"];
  return [
    "extension/register_dump.sql",
    ...(purpose === "update" ? ["extension/advise_completion.sql"] : []),
  ];
}

/** What an installation needs around the schemas: roles, and rights to the database and to settings. */
async function surroundings(
  { roles, named }: ScriptOptions,
  file: (path: string) => Promise<string>,
): Promise<string> {
  const refusal = (await readSqlFile("extension/refuse_role.sql")).text;
  const creation = (await readSqlFile("install/create_role.sql")).text;
  const ensured = (Object.values(roles) as string[]).map((role) =>
    [...(named.has(role) ? [] : [refusal]), creation]
      .map((text) => fillIn(text, { role }))
      .join("\n"),
  );
  return [
    ...ensured,
    await file("install/grant_database.sql"),
    await file("install/grant_parameters.sql"),
    await file("extension/forget_cluster.sql"),
  ].join("\n");
}

async function turns(
  layer: Layer,
  assets: readonly Asset[],
  variables: Variables,
  file: (path: string) => Promise<string>,
): Promise<string> {
  const asOwner = await file("extension/as_owner.sql");
  const asInstaller = await file("extension/as_installer.sql");
  const fillInLater = (await readSqlFile("extension/fill_in.sql")).text;
  const later = (sql: string): string =>
    Object.values(serverVariables).some((token) => sql.includes(token))
      ? fillIn(fillInLater, { text: sql })
      : sql;
  const written: string[] = [];
  for (const { byOwner, steps } of inTurns(await installationSteps(layer, "language", assets))) {
    const statements = await Promise.all(steps.map((step) => stepSql(step, variables)));
    written.push(...around(byOwner, asOwner, statements.map(later), asInstaller));
  }
  if (layer === "plts") {
    const record = later(await file("install/record_installation.sql"));
    written.push(...around(true, asOwner, [record], asInstaller));
  }
  return written.join("\n");
}

function around(
  byOwner: boolean,
  asOwner: string,
  statements: readonly string[],
  asInstaller: string,
): readonly string[] {
  return byOwner ? [asOwner, ...statements, asInstaller] : statements;
}

/** PostgreSQL replaces these in a script, also within literals. */
function refuseSubstitutions(script: string): void {
  const [, ...further] = script.match(/^\\echo/gm) ?? [];
  const found = /@ext(?:schema|owner)\b/.exec(script)?.[0] ?? further[0];
  if (found === undefined) return;
  throw new InstallError(
    "cannot_pack",
    `a script contains ${found}, which PostgreSQL would replace`,
    "Write it another way.",
  );
}
