import type { SqlFailure, SqlRunner } from "../engine/engine.js";
import type { ParameterKind } from "../value/parameter.js";
import { sqlLiteral } from "../value/sql-literal.js";

/** A statement that the session has prepared under a name. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  /** Whether it can still be used. */
  isKept: boolean;
  /** The kinds of its parameters' types, once they have been asked for. */
  kinds: readonly ParameterKind[] | undefined;
}

/** How many statements one kernel keeps prepared, and how many characters of them. */
const capacity = 200;
const mostCharacters = 500_000;

/**
 * Whether the session can take on this kernel's role by itself. Where it cannot, the kernel serves SECURITY DEFINER
 * functions, and whoever calls them could put another statement under a name and have it run with their owner's rights.
 */
const trustsSession = `select pg_catalog.pg_has_role(session_user, current_user,
  case when pg_catalog.current_setting('server_version_num')::pg_catalog.int4 operator(pg_catalog.>=) 160000
    then 'set' else 'member' end)::pg_catalog.text as j`;

/**
 * The statements that this kernel has prepared, by their text.
 *
 * Names are the session's, and a session may have several kernels (one per role): a random part keeps them apart.
 */
export class PreparedStatements {
  readonly #engine: SqlRunner;
  readonly #byText = new Map<string, PreparedStatement>();
  readonly #prefix = `stopgap_${Math.random().toString(36).slice(2, 10)}_`;
  #count = 0;
  #characters = 0;
  #reused = 0;
  #isTrusted: boolean | undefined;

  constructor(engine: SqlRunner) {
    this.#engine = engine;
  }

  /** How many statements have been prepared, and how often one was used again. */
  get counts(): { readonly prepared: number; readonly reused: number } {
    return { prepared: this.#count, reused: this.#reused };
  }

  /** The statement prepared under this text. */
  find(text: string): PreparedStatement | undefined {
    return this.#keeps() ? this.#byText.get(text) : undefined;
  }

  /** Counts a statement as used once more, and last. */
  reuse(statement: PreparedStatement): void {
    this.#reused += 1;
    if (this.#byText.size <= capacity / 2) return;
    this.#byText.delete(statement.text);
    this.#byText.set(statement.text, statement);
  }

  /**
   * Prepares a statement.
   *
   * @param prefix SQL that stands before it, such as a setting for this statement alone
   */
  prepare(text: string, prefix: string): PreparedStatement | SqlFailure {
    this.#makeRoom(text);
    this.#count += 1;
    const name = this.#prefix + String(this.#count);
    const outcome = this.#engine.execute(`${prefix}prepare ${name} as ${text}`);
    if (!outcome.ok) return outcome.failure;
    const isKept = this.#keeps();
    const statement: PreparedStatement = { name, text, isKept, kinds: undefined };
    this.#byText.set(text, statement);
    this.#characters += text.length;
    return statement;
  }

  /** The kinds of a statement's parameters, as PostgreSQL inferred their types. */
  kinds(statement: PreparedStatement): readonly ParameterKind[] {
    statement.kinds ??= this.#askKinds(statement.name);
    return statement.kinds;
  }

  /** Forgets all statements: `discard all` and `deallocate all` took them away. */
  forget(): void {
    for (const statement of this.#byText.values()) statement.isKept = false;
    this.#byText.clear();
    this.#characters = 0;
  }

  #askKinds(name: string): readonly ParameterKind[] {
    const outcome = this.#engine.fetch(`select plts.parameter_kinds(${sqlLiteral(name)}) as j`);
    return outcome.ok && outcome.text !== null ? (JSON.parse(outcome.text) as ParameterKind[]) : [];
  }

  #keeps(): boolean {
    if (this.#isTrusted === undefined) {
      const outcome = this.#engine.fetch(trustsSession);
      this.#isTrusted = outcome.ok && outcome.text === "true";
    }
    return this.#isTrusted;
  }

  /** There may be one under this text already, which is no longer used. */
  #makeRoom(text: string): void {
    this.deallocate(text);
    for (const oldest of this.#byText.keys()) {
      const fits = this.#characters + text.length <= mostCharacters;
      if (this.#byText.size < capacity && fits) return;
      this.deallocate(oldest);
    }
  }

  /** Lets one statement go, where there is one under this text. */
  deallocate(text: string): void {
    const statement = this.#byText.get(text);
    if (statement === undefined) return;
    statement.isKept = false;
    this.#byText.delete(text);
    this.#characters -= text.length;
    this.#engine.execute(`deallocate ${statement.name}`);
  }
}
