import type { SqlRunner } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";
import { sqlLiteral } from "../value/sql-literal.js";
import { type Artifact, parseArtifact } from "./artifact.js";
import type { Program } from "./program.js";

/** An artifact by its hash; undefined where there is none. */
export function loadArtifact(engine: SqlRunner, hash: string): Artifact | undefined {
  const text = load(engine, "load_code", hash);
  return text === undefined ? undefined : parseArtifact(hash, text);
}

/** A program's import map as it is now, as JSON: the functions that it imports may be others than they were. */
export function loadImportMap(engine: SqlRunner, { hash, imports }: Program): string {
  const known = sqlLiteral(JSON.stringify(Object.fromEntries(imports)));
  return (
    fetchText(engine, `select plts.import_closure(${sqlLiteral(hash)}, ${known})::text as j`) ??
    "{}"
  );
}

/** An artifact's source map; undefined where it has none. */
export function loadSourceMap(engine: SqlRunner, hash: string): string | undefined {
  return load(engine, "load_source_map", hash);
}

/** The text of one of the project's own scripts. */
export function loadAsset(engine: SqlRunner, name: string): string {
  const script = load(engine, "load_asset", name);
  if (script === undefined) {
    throw new KernelError("XX000", `the installation lacks its script "${name}"`, {
      hint: "Install again.",
    });
  }
  return script;
}

/** Text that one of the database's loading functions returns. */
function load(engine: SqlRunner, loader: string, name: string): string | undefined {
  return fetchText(engine, `select plts.${loader}(${sqlLiteral(name)}) as j`);
}

function fetchText(engine: SqlRunner, sql: string): string | undefined {
  const outcome = engine.fetch(sql);
  if (!outcome.ok) throw new DatabaseError(outcome.failure);
  return outcome.text ?? undefined;
}
