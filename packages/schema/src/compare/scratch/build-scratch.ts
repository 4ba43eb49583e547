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

/**
 * Builds the declared types, tables and views in scratch schemas, and leaves the search path at `pg_catalog`. To be rolled back by
 * the caller.
 *
 * @param isOneGo - Whether all statements are sent together, which is fast. Then an error does not say which it is of.
 * @throws {@link SchemaError} with the place of a statement that PostgreSQL refuses; in one go, what PostgreSQL says.
 */
export async function buildScratch(
  session: Session,
  declared: ParsedDeclaration,
  names: DeclaredNames,
  isOneGo: boolean,
): Promise<Scratch> {
  const prefix = `stopgap_scratch_${randomBytes(6).toString("hex")}`;
  const scratchOf = new Map(names.schemas.map((schema, at) => [schema, `${prefix}_${at}`]));
  const start = [
    ...[...scratchOf.values()].map((scratch) => `create schema ${scratch}`),
    `select set_config('search_path', '${scratchOf.get("public") ?? ""}, ' || current_setting('search_path') || ', public', true)`,
    "set local check_function_bodies = off",
  ];
  // The catalog is small, and its query long: to compile it would take longer than to run it.
  const end = ["set local search_path = pg_catalog", "set local jit = off"];
  const steps = await scratchSteps(declared, names, scratchOf);
  if (isOneGo) {
    await session.query([...start, ...steps.map(({ text }) => text), ...end].join("\n;\n"));
  } else {
    for (const text of start) await session.query(text);
    for (const { text, code, statement } of steps) {
      await session.query(text).catch((error: unknown) => {
        throw buildError(code, statement, error);
      });
    }
    for (const text of end) await session.query(text);
  }
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

interface ScratchStep {
  readonly text: string;
  readonly code: SchemaErrorCode;
  readonly statement: StatementTree;
}

/** The statements that build the scratch schemas, in order. */
async function scratchSteps(
  declared: ParsedDeclaration,
  names: DeclaredNames,
  scratchOf: ReadonlyMap<string, string>,
): Promise<readonly ScratchStep[]> {
  const { typeStatements, tableStatements, calledFunctions, lateStatements } = declared;
  const steps: ScratchStep[] = [];
  const add = async (code: SchemaErrorCode, statement: StatementTree, isOurs: IsOurs) => {
    const text = await redirectNames(await inScratch(statement), (schema, name) =>
      isOurs({ schema, name }) ? scratchOf.get(schema) : undefined,
    );
    steps.push({ text, code, statement });
  };
  const takesPart = ({ tree }: StatementTree): boolean => {
    const owner = ownerOf(tree);
    // What says more of a table that is not declared would say it of the real one.
    return owner !== undefined && (createsOwner(tree) || names.creates(owner));
  };
  for (const statement of typeStatements.filter(takesPart)) {
    await add("type_failed", statement, names.creates);
  }
  for (const statement of tableStatements.filter(takesPart)) {
    await add("table_failed", statement, names.creates);
  }
  const called = new Set(calledFunctions.map(functionKey));
  const isOurs: IsOurs = (name) => names.creates(name) || called.has(nameKey(name));
  for (const statement of calledFunctions) await add("function_failed", statement, isOurs);
  for (const statement of lateStatements.filter(takesPart)) {
    await add("table_failed", statement, isOurs);
  }
  return steps;
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
