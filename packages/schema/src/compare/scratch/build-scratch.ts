import { randomBytes } from "node:crypto";

import { SchemaError } from "../../errors.js";
import type { SchemaErrorCode } from "../../errors.js";
import type { Session } from "../../session.js";
import type { QualifiedName } from "../../declared/declared-schema.js";
import { nameKey } from "../../declared/syntax-tree.js";
import type { DeclaredNames } from "./declared-names.js";
import { createsOwner, ownerOf } from "./declared-names.js";
import { inScratch } from "./in-scratch.js";
import { functionKey } from "./parse-declared.js";
import type { ParsedDeclaration, StatementTree } from "./parse-declared.js";
import { redirectNames } from "./redirect-names.js";

/** A schema built beside the real one. */
export interface Scratch {
  readonly schemas: readonly string[];
  /** Gives the scratch schemas their real names, in JSON. */
  readonly nameAsDeclared: (json: string) => string;
}

type IsOurs = (name: QualifiedName) => boolean;

/** Builds the declared types and tables in scratch schemas, and leaves the search path at `pg_catalog`. To be rolled back by the caller. */
export async function buildScratch(
  session: Session,
  declared: ParsedDeclaration,
  names: DeclaredNames,
): Promise<Scratch> {
  const prefix = `stopgap_scratch_${randomBytes(6).toString("hex")}`;
  const scratchOf = new Map(names.schemas.map((schema, at) => [schema, `${prefix}_${at}`]));
  for (const scratch of scratchOf.values()) await session.query(`create schema ${scratch}`);
  await session.query(
    "select set_config('search_path', $1 || ', ' || current_setting('search_path') || ', public', true)",
    [scratchOf.get("public")],
  );
  const execute = async (code: SchemaErrorCode, statement: StatementTree, isOurs: IsOurs) => {
    const text = await redirectNames(await inScratch(statement), (schema, name) =>
      isOurs({ schema, name }) ? scratchOf.get(schema) : undefined,
    );
    await session.query(text).catch((error: unknown) => {
      throw buildError(code, statement, error);
    });
  };
  const build = async (code: SchemaErrorCode, statement: StatementTree, isOurs = names.creates) => {
    const owner = ownerOf(statement.tree);
    // What says more of a table that is not declared would say it of the real one.
    if (!owner || !(createsOwner(statement.tree) || names.creates(owner))) return;
    await execute(code, statement, isOurs);
  };
  for (const statement of declared.typeStatements) await build("type_failed", statement);
  for (const statement of declared.tableStatements) await build("table_failed", statement);
  if (declared.lateStatements.length > 0) {
    const called = new Set(declared.calledFunctions.map(functionKey));
    const isOurs: IsOurs = (name) => names.creates(name) || called.has(nameKey(name));
    await session.query("set local check_function_bodies = off");
    for (const statement of declared.calledFunctions) {
      await execute("function_failed", statement, isOurs);
    }
    for (const statement of declared.lateStatements) {
      await build("table_failed", statement, isOurs);
    }
  }
  // The catalog is small, and its query long: to compile it would take longer than to run it.
  await session.query("set local search_path = pg_catalog; set local jit = off");
  const { rows } = await session.query(
    "select quote_ident(name) as quoted from unnest($1::text[]) with ordinality as given (name, at) order by at",
    [names.schemas],
  );
  const quoted = rows.map((row) => String(row["quoted"]));
  return {
    schemas: [...scratchOf.values()],
    nameAsDeclared: (json) =>
      names.schemas.reduce(
        (text, schema, at) =>
          text
            .replaceAll(`"${prefix}_${at}"`, JSON.stringify(schema))
            .replaceAll(`${prefix}_${at}.`, `${JSON.stringify(quoted[at]).slice(1, -1)}.`),
        json,
      ),
  };
}

function buildError(
  code: SchemaErrorCode,
  { file, line, tree }: StatementTree,
  cause: unknown,
): SchemaError {
  const { message, code: sqlstate, detail, hint } = cause as Readonly<Record<string, string>>;
  const owner = ownerOf(tree);
  return new SchemaError(
    code,
    `${file}:${line}: ${message ?? String(cause)}`,
    { file, line, object: owner && `${owner.schema}.${owner.name}`, sqlstate, detail, hint },
    { cause },
  );
}
