import type { SchemaRun } from "../apply/schema-run.js";
import type { DeclaredFunction } from "../declared/declared-schema.js";
import { SchemaError } from "../errors.js";
import { statementError } from "../postgres-error.js";
import { spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import { createFunctions, type CreatedFunction } from "./create-functions.js";
import { dropFunctions } from "./drop-functions.js";
import { findFunctions, type FoundFunction } from "./found-function.js";
import {
  changedFunctions,
  type FunctionDifferences,
  functionDifferences,
} from "./function-differences.js";
import {
  type FunctionSurroundings,
  readSurroundings,
  surroundingStatements,
} from "./function-surroundings.js";
import { type KnownFunction, readKnownFunctions } from "./known-function.js";

/** What became of the functions. */
export interface FunctionsResult {
  readonly deployed: number;
  readonly dropped: number;
}

/**
 * Makes the functions in SQL as they are declared. For those that have not changed since they were deployed nothing runs.
 * Only functions that an earlier run has deployed are dropped.
 *
 * @param finish - Makes what calls the functions, and what functions may read: views.
 * @throws {@link SchemaError} `function_failed`
 */
export async function deployFunctions(
  run: SchemaRun,
  finish: () => Promise<void>,
): Promise<FunctionsResult> {
  const known = await readKnownFunctions(run);
  const { functions } = run.declared;
  const found = await findFunctions(run, changedFunctions(functions, known));
  const differences = functionDifferences(functions, known, found);
  const { changed, moved, obsolete } = differences;
  return run.phase("functions", changed.length + obsolete.length, async (advance) => {
    if (moved.length > 0) {
      const values = [moved.map(({ id }) => id), moved.map(({ file }) => file)];
      await run.query(sqlText("queries/move-functions.sql"), values);
    }
    if (!run.isComplete) {
      foresee(run, differences, found);
      if (run.mode === "create") await finish();
      return { deployed: changed.length, dropped: obsolete.length };
    }
    const inherited = await readInherited(run, differences);
    await dropObsolete(run, obsolete, functions);
    obsolete.forEach(() => {
      advance();
    });
    const created = await createFunctions(run, changed, found, finish, advance);
    await complete(run, created, differences, inherited);
    return { deployed: changed.length, dropped: obsolete.length };
  });
}

/** What a plan says where it cannot try: the functions may need what it has left out. */
function foresee(
  run: SchemaRun,
  { changed, obsolete }: FunctionDifferences,
  found: ReadonlyMap<DeclaredFunction, FoundFunction>,
): void {
  for (const { identity } of obsolete) {
    if (identity === null) continue;
    const statements = [`drop routine ${identity}`];
    run.record({ phase: "functions", action: "drop", object: identity, statements });
  }
  for (const declared of changed) {
    const { name, argumentTypes, statement, attached } = declared;
    const known = found.get(declared);
    run.record({
      phase: "functions",
      action: known === undefined ? "create" : "replace",
      object: known?.identity ?? `${spell(name)}(${argumentTypes.join(", ")})`,
      statements: [statement, ...attached].map(({ text }) => text),
    });
  }
}

/** What functions had whose place others of their name take, by name. */
async function readInherited(
  run: SchemaRun,
  { changed, obsolete }: FunctionDifferences,
): Promise<ReadonlyMap<string, FunctionSurroundings>> {
  const names = new Set(changed.map(({ name }) => spell(name)));
  const predecessors = obsolete.filter(
    ({ name }) => names.has(name) && obsolete.filter((each) => each.name === name).length === 1,
  );
  const surroundings = await readSurroundings(
    run,
    predecessors.flatMap(({ oid }) => oid ?? []),
  );
  return new Map(
    predecessors.flatMap(({ name, oid }) => {
      const found = surroundings.get(oid ?? "");
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

async function dropObsolete(
  run: SchemaRun,
  obsolete: readonly KnownFunction[],
  declared: readonly DeclaredFunction[],
): Promise<void> {
  const dropped = obsolete.flatMap((each) =>
    each.identity === null ? [] : [{ ...each, identity: each.identity }],
  );
  await dropFunctions(run, dropped);
  const names = new Set(declared.map(({ name }) => spell(name)));
  for (const { identity, name, signature, file } of dropped) {
    const statements = [`drop routine ${identity}`];
    run.record({ phase: "functions", action: "drop", object: identity, statements });
    const reason = names.has(name) ? "signature_changed" : "removed";
    run.log("function_dropped", identity, { signature, reason, source_file: file });
  }
}

/** Gives new functions what their predecessors had, runs what is attached to them, and tracks them. */
async function complete(
  run: SchemaRun,
  created: readonly CreatedFunction[],
  { outdated }: FunctionDifferences,
  inherited: ReadonlyMap<string, FunctionSurroundings>,
): Promise<void> {
  const found = await findFunctions(
    run,
    created.map(({ declared }) => declared),
  );
  const tracked: Readonly<Record<string, unknown>>[] = [];
  for (const { declared, action, statements, surroundings } of created) {
    const known = requireFound(found, declared);
    const given =
      surroundings ?? (action === "created" ? inherited.get(spell(declared.name)) : undefined);
    const more = given === undefined ? [] : surroundingStatements(given, known.identity);
    await runAll(run, declared, more);
    for (const statement of declared.attached) {
      await run.execute(statement, "function_failed", `Function ${known.identity}`, known.identity);
    }
    run.record({
      phase: "functions",
      action: action === "created" ? "create" : "replace",
      object: known.identity,
      statements: [...statements, ...more, ...declared.attached.map(({ text }) => text)],
    });
    const { checksum, file } = declared;
    const { signature, paramTypes, returnType } = known;
    run.log("function_deployed", known.identity, {
      ...{ action, signature, checksum, source_file: file },
    });
    tracked.push({
      ...{ name: spell(declared.name), signature, paramTypes, returnType, checksum, file },
    });
  }
  if (outdated.length > 0) {
    await run.query(sqlText("queries/forget-functions.sql"), [outdated.map(({ id }) => id)]);
  }
  if (tracked.length > 0) {
    await run.query(sqlText("queries/track-functions.sql"), [JSON.stringify(tracked)]);
  }
}

async function runAll(
  run: SchemaRun,
  { name, file, line }: DeclaredFunction,
  statements: readonly string[],
): Promise<void> {
  const object = spell(name);
  for (const statement of statements) {
    await run.query(statement).catch((error: unknown) => {
      const what = `Giving function ${object} the rights that it had`;
      throw statementError(error, "function_failed", what, { file, line, object });
    });
  }
}

function requireFound(
  found: ReadonlyMap<DeclaredFunction, FoundFunction>,
  declared: DeclaredFunction,
): FoundFunction {
  const known = found.get(declared);
  if (known !== undefined) return known;
  const { name, argumentTypes, file, line } = declared;
  const object = spell(name);
  throw new SchemaError(
    "function_failed",
    `Function ${object} was created, but the database has none of its name with the types (${argumentTypes.join(", ")})`,
    { file, line, object },
  );
}
