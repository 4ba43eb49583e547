import { randomBytes } from "node:crypto";

import { SchemaError } from "../../errors.js";
import type { SchemaErrorCode } from "../../errors.js";
import type { Session } from "../../session.js";
import type { DeclaredNames } from "./declared-names.js";
import { ownerOf } from "./declared-names.js";
import type { ParsedDeclaration, StatementTree } from "./parse-declared.js";
import { redirectNames } from "./redirect-names.js";

/** A schema built beside the real one. */
export interface Scratch {
  readonly schemas: readonly string[];
  /** Gives the scratch schemas their real names, in JSON. */
  readonly nameAsDeclared: (json: string) => string;
}

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
  const build = async (code: SchemaErrorCode, statement: StatementTree) => {
    if (!ownerOf(statement.tree)) return;
    const text = await redirectNames(statement.text, (schema, name) =>
      names.creates({ schema, name }) ? scratchOf.get(schema) : undefined,
    );
    await session.query(text).catch((error: unknown) => {
      throw buildError(code, statement, error);
    });
  };
  for (const statement of declared.typeStatements) await build("type_failed", statement);
  for (const statement of declared.tableStatements) await build("table_failed", statement);
  await session.query("set local search_path = pg_catalog");
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
