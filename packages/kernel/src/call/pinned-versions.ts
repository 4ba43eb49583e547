import type { SqlFailure, SqlOutcome, SqlRunner } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";
import { sqlLiteral } from "../value/sql-literal.js";
import type { CallText } from "./call-text.js";

/** So many answers are remembered. */
const capacity = 1000;

/** The function to run instead of a live one. It lasts where it is that for good: a deployment never changes. */
interface OtherVersion {
  readonly function: string;
  readonly lasts: boolean;
}

/** Finds out which function runs where the session asks for another version than the one that is live. */
export class PinnedVersions {
  readonly #engine: SqlRunner;
  readonly #known = new Map<string, string | null>();

  constructor(engine: SqlRunner) {
    this.#engine = engine;
  }

  /**
   * The function to run instead of a live one.
   *
   * @param identity the live one's oid, or before PostgreSQL 16 its signature
   * @returns its quoted name; null where it is the live one itself
   * @throws {DatabaseError} where there is no such version, or it cannot run from here
   */
  find(identity: number | string, { pointer: { live }, pin }: CallText): string | null {
    if (pin === "" || live === "") return null;
    const key = `${identity} ${pin} ${live}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#ask([String(identity), live, pin]);
    const name = found?.function ?? null;
    if (found && !found.lasts) return name;
    if (this.#known.size >= capacity) this.#known.clear();
    this.#known.set(key, name);
    return name;
  }

  /** Calls it. What went wrong stays as it was told. */
  call(name: string, args: string | null): string | null {
    const value = args === null ? "null" : sqlLiteral(args);
    const outcome = this.#engine.fetch(
      `select ${name}(${value}::pg_catalog.jsonb)::pg_catalog.text as j`,
    );
    return outcome.ok ? outcome.text : `!${JSON.stringify(envelope(outcome.failure))}`;
  }

  #ask(values: readonly string[]): OtherVersion | null {
    const outcome: SqlOutcome = this.#engine.fetch(
      `select plts.other_version(${values.map(sqlLiteral).join(", ")}) as j`,
    );
    if (outcome.ok) return JSON.parse(outcome.text ?? "null") as OtherVersion | null;
    throw new DatabaseError(outcome.failure);
  }
}

/** Without what the failure does not have: an empty hint would be shown as one. */
function envelope({ code, message, detail, hint }: SqlFailure): SqlFailure {
  return { code, message, ...(detail ? { detail } : {}), ...(hint ? { hint } : {}) };
}
