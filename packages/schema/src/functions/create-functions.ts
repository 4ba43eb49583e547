import type { SchemaRun } from "../apply/schema-run.js";
import type { DeclaredFunction } from "../declared/declared-schema.js";
import { scanSql } from "../declared/sql-parser.js";
import { SchemaError } from "../errors.js";
import { lineOfError, sqlstateOf, statementError } from "../postgres-error.js";
import { spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import { dropFunctions } from "./drop-functions.js";
import { findFunctions, type FoundFunction } from "./found-function.js";
import { type FunctionSurroundings, readSurroundings } from "./function-surroundings.js";

/** How a function came to be as it is declared. */
export interface CreatedFunction {
  readonly declared: DeclaredFunction;
  /** `recreated` is dropped and created, because PostgreSQL replaces no result type, parameter name or kind. */
  readonly action: "created" | "replaced" | "recreated";
  readonly statements: readonly string[];
  /** What a recreated one had. */
  readonly surroundings: FunctionSurroundings | undefined;
}

/** Something that the function mentions is not there: perhaps another function, which comes later. */
const missing = new Set(["42883", "42P01", "42704"]);

/** `create or replace` cannot make of the old one what is declared. */
const irreplaceable = new Set(["42P13", "42809"]);

const start = "savepoint stopgap_function";
const next = "release savepoint stopgap_function; savepoint stopgap_function";
const undo = "rollback to savepoint stopgap_function";
const end = "release savepoint stopgap_function";

/**
 * Creates or replaces functions, whatever order they need among each other.
 *
 * @param found - Those of them that the database has.
 * @param finish - Makes what calls them, before bodies are checked that cannot do without that.
 * @param onCreated - Is told of each.
 */
export async function createFunctions(
  run: SchemaRun,
  functions: readonly DeclaredFunction[],
  found: ReadonlyMap<DeclaredFunction, FoundFunction>,
  finish: () => Promise<void>,
  onCreated: () => void,
): Promise<readonly CreatedFunction[]> {
  if (functions.length === 0) {
    await finish();
    return [];
  }
  const created: CreatedFunction[] = [];
  await run.query(start);
  for (let waiting = functions; waiting.length > 0;) {
    const failures: { readonly declared: DeclaredFunction; readonly error: unknown }[] = [];
    for (const declared of waiting) {
      try {
        created.push(await createFunction(run, declared, found.get(declared)));
        await run.query(next);
        onCreated();
      } catch (error) {
        if (!missing.has(sqlstateOf(error) ?? "")) throw describe(error, declared);
        await run.query(undo);
        failures.push({ declared, error });
      }
    }
    const [first] = failures;
    if (first !== undefined && failures.length === waiting.length) {
      created.push(...(await createTogether(run, waiting, found, finish, first)));
      await run.query(end);
      return created;
    }
    waiting = failures.map(({ declared }) => declared);
  }
  await run.query(end);
  await finish();
  return created;
}

async function createFunction(
  run: SchemaRun,
  declared: DeclaredFunction,
  found: FoundFunction | undefined,
): Promise<CreatedFunction> {
  const { text } = declared.statement;
  if (found === undefined) {
    await run.query(text);
    return { declared, action: "created", statements: [text], surroundings: undefined };
  }
  const replacing = await asReplacement(text);
  try {
    await run.query(replacing);
    return { declared, action: "replaced", statements: [replacing], surroundings: undefined };
  } catch (error) {
    if (!irreplaceable.has(sqlstateOf(error) ?? "")) throw error;
  }
  await run.query(undo);
  const surroundings = await readSurroundings(run, [found.oid]);
  const dropped = await dropFunctions(run, [{ ...found, file: declared.file }]);
  await run.query(text);
  return {
    ...{ declared, action: "recreated", statements: [...dropped, text] },
    surroundings: surroundings.get(found.oid),
  };
}

/** Functions that mention each other, or views that call functions: their bodies are checked when all of them are there. */
async function createTogether(
  run: SchemaRun,
  functions: readonly DeclaredFunction[],
  found: ReadonlyMap<DeclaredFunction, FoundFunction>,
  finish: () => Promise<void>,
  first: { readonly declared: DeclaredFunction; readonly error: unknown },
): Promise<readonly CreatedFunction[]> {
  const check = "select set_config('check_function_bodies', $1, true)";
  const created: CreatedFunction[] = [];
  try {
    await run.query(check, ["off"]);
    for (const declared of functions) {
      created.push(await createFunction(run, declared, found.get(declared)));
    }
    await run.query(check, ["on"]);
    await finish();
    const oids = [...(await findFunctions(run, functions)).values()].map(({ oid }) => oid);
    const { rows } = await run.query(sqlText("queries/validate-functions.sql"), [oids]);
    for (const { oid, validator } of rows) {
      await run.query(`select ${String(validator)}($1::oid)`, [oid]);
    }
    return created;
  } catch (error) {
    // What calls them has failed, and says so.
    if (error instanceof SchemaError) throw error;
    throw describe(first.error, first.declared);
  }
}

/** `create or replace` where only `create` was written. */
async function asReplacement(text: string): Promise<string> {
  const scanned = await scanSql(text);
  if (!scanned.ok) return text;
  const [create, next] = scanned.tokens.filter(({ kind }) => kind !== "comment");
  if (create === undefined || next?.text.toLowerCase() === "or") return text;
  // The scanner counts bytes.
  const bytes = Buffer.from(text);
  return `${bytes.toString("utf8", 0, create.end)} or replace${bytes.toString("utf8", create.end)}`;
}

function describe(error: unknown, { name, file, statement }: DeclaredFunction): unknown {
  const object = spell(name);
  const line = statement.line + lineOfError(error, statement.text);
  return statementError(error, "function_failed", `Function ${object}`, { file, line, object });
}
