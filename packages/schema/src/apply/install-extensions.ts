import type { DeclaredExtension } from "../declared/declared-schema.js";
import { SchemaError } from "../errors.js";
import { statementError } from "../postgres-error.js";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import type { SchemaRun } from "./schema-run.js";

/**
 * Installs the extensions that the database does not have, with those that they need.
 *
 * @returns how many of the declared ones were installed
 * @throws {@link SchemaError} `extension_not_available` before any of them is installed
 */
export async function installExtensions(run: SchemaRun): Promise<number> {
  const { extensions } = run.declared;
  return run.phase("extensions", extensions.length, async (advance) => {
    if (extensions.length === 0) return 0;
    const { rows } = await run.query(sqlText("queries/installed-extensions.sql"));
    const installed = new Set(rows.map(({ name }) => name));
    const missing = extensions.filter(({ name }) => !installed.has(name));
    await requireAvailable(run, missing);
    for (const extension of extensions) {
      if (missing.includes(extension)) await install(run, extension);
      else if (run.mode === "create") run.log("extension_skipped", extension.name);
      advance();
    }
    return missing.length;
  });
}

async function requireAvailable(
  run: SchemaRun,
  extensions: readonly DeclaredExtension[],
): Promise<void> {
  if (extensions.length === 0) return;
  const { rows } = await run.query(sqlText("queries/available-extensions.sql"), [
    extensions.map(({ name }) => name),
  ]);
  const versions = new Map(rows.map((row) => [row["name"], row["versions"] as readonly string[]]));
  for (const { name, version, file, line } of extensions) {
    const available = versions.get(name);
    if (available === undefined) {
      throw new SchemaError(
        "extension_not_available",
        `PostgreSQL extension '${name}' is not available on this server`,
        {
          file,
          line,
          object: name,
          hint: "Install its package on the server, or remove the file.",
        },
      );
    }
    if (version !== null && !available.includes(version)) {
      throw new SchemaError(
        "extension_not_available",
        `PostgreSQL extension '${name}' is not available on this server in version '${version}'`,
        { file, line, object: name, detail: `It has ${available.join(", ")}.` },
      );
    }
  }
}

async function install(run: SchemaRun, extension: DeclaredExtension): Promise<void> {
  const { name, version, schema, file, line } = extension;
  const statements = [
    ...(schema === null ? [] : [`create schema if not exists ${quoteIdentifier(schema)}`]),
    [
      `create extension if not exists ${quoteIdentifier(name)}`,
      ...(schema === null ? [] : [`schema ${quoteIdentifier(schema)}`]),
      ...(version === null ? [] : [`version ${quoteLiteral(version)}`]),
      "cascade",
    ].join(" "),
  ];
  for (const statement of statements) {
    await run.query(statement).catch((error: unknown) => {
      throw statementError(error, "extension_failed", `Extension ${name}`, {
        ...{ file, line, object: name },
      });
    });
  }
  run.record({ phase: "extensions", action: "create", object: name, statements });
  run.log("extension_installed", name, { version, schema, source_file: file });
}
