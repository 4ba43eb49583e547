import type { SqlFailure, SqlOutcome, SqlRunner } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";
import { needsKind, type ParameterKind, parameterLiteral } from "../value/parameter.js";
import { type PreparedStatement, PreparedStatements } from "./prepared-statements.js";
import type { SqlCall } from "./sql-input.js";
import { checkParameterCount, readStatement, type Statement } from "./statement-form.js";
import {
  directExecution,
  execution,
  prefixOf,
  type RunOptions,
  wrapped,
} from "./statement-text.js";

/** SQLSTATEs that only say that a statement must be run in another way. */
const unknownStatement = "26000";
/** The class of what a statement's analysis finds, such as a column that has another type by now. */
const invalidStatement = "42";
const returnsNoRows = "42P11";

/** How many statement texts are remembered with what was found out about them, and how many characters of them. */
const capacity = 500;
const mostCharacters = 500_000;

/** A statement, and the text under which it is prepared. */
interface Plan {
  readonly statement: Statement;
  /** Undefined where it runs directly. */
  wrapped: string | undefined;
  /** What it was prepared as last. */
  prepared: PreparedStatement | undefined;
  /** Where the text has a backslash: the setting under which it was read. */
  readonly standardStrings: boolean | undefined;
}

/**
 * Runs statements, prepared where that can be done.
 *
 * Everything crosses as text: parameters as literals that PostgreSQL converts, rows as JSON that PostgreSQL writes. Both
 * engines change values that cross in any other way.
 */
export class StatementRunner {
  readonly #engine: SqlRunner;
  readonly #prepared: PreparedStatements;
  readonly #checkInterrupts: () => unknown;
  /** Every function's statements are its own: they carry its name. */
  #plans = new WeakMap<RunOptions, Map<string, Plan>>();
  #count = 0;
  #characters = 0;

  constructor(engine: SqlRunner, checkInterrupts: () => unknown = () => undefined) {
    this.#engine = engine;
    this.#checkInterrupts = checkInterrupts;
    this.#prepared = new PreparedStatements(engine);
  }

  /** How many statements have been prepared, and how often one was used again. */
  get counts(): PreparedStatements["counts"] {
    return this.#prepared.counts;
  }

  /**
   * Runs one statement.
   *
   * @returns its rows as a JSON array, or how many it changed; null where there are none
   * @throws {DatabaseError} what PostgreSQL refused
   */
  run({ sql, params }: SqlCall, options: RunOptions): string | null {
    const plan = this.#plan(sql, options);
    const prepared = plan.wrapped === undefined ? undefined : this.#prepare(plan, options);
    if (prepared) return this.#runPrepared(prepared, plan, params, options);
    const answer = this.#runDirect(plan.statement, params, options);
    // It works, but not prepared: that need not be tried again.
    plan.wrapped = undefined;
    return answer;
  }

  #plan(sql: string, options: RunOptions): Plan {
    const known = this.#plans.get(options)?.get(sql);
    if (known && known.standardStrings === undefined) return known;
    const standardStrings = sql.includes("\\") ? this.#standardStrings() : undefined;
    if (known && known.standardStrings === standardStrings) return known;
    const statement = commented(readStatement(sql, standardStrings ?? true), options);
    // A plan that was prepared under one setting is not that of the same text under the other.
    const text = standardStrings === false ? undefined : wrapped(statement, options.wanted);
    const plan: Plan = { statement, wrapped: text, prepared: undefined, standardStrings };
    this.#keep(sql, plan, options);
    return plan;
  }

  /** When there are too many of all functions together, they are all forgotten; what is prepared stays so. */
  #keep(sql: string, plan: Plan, options: RunOptions): void {
    if (this.#count >= capacity || this.#characters > mostCharacters) {
      this.#plans = new WeakMap();
      this.#count = 0;
      this.#characters = 0;
    }
    const plans = this.#plans.get(options) ?? new Map<string, Plan>();
    this.#plans.set(options, plans.set(sql, plan));
    this.#count += 1;
    this.#characters += sql.length;
  }

  /** Whether a backslash is a character like any other in a plain string literal. */
  #standardStrings(): boolean {
    const setting = "select pg_catalog.current_setting('standard_conforming_strings') as j";
    return this.#text(this.#engine.fetch(setting)) !== "off";
  }

  /** A statement that cannot be prepared in its wrapped form runs directly, and so reports its own errors. */
  #prepare(plan: Plan, options: RunOptions): PreparedStatement | undefined {
    const text = plan.wrapped ?? "";
    const known = plan.prepared?.isKept ? plan.prepared : this.#prepared.find(text);
    if (known) {
      this.#prepared.reuse(known);
      plan.prepared = known;
      return known;
    }
    const made = this.#prepared.prepare(text, prefixOf(options));
    if ("code" in made) return undefined;
    plan.prepared = made;
    return made;
  }

  #runPrepared(
    prepared: PreparedStatement,
    plan: Plan,
    params: readonly unknown[],
    options: RunOptions,
  ): string | null {
    checkParameterCount(plan.statement, params.length);
    const outcome = this.#execute(prepared, params, options);
    if (outcome.ok || !this.#isOutdated(plan, outcome.failure)) return this.#text(outcome);
    const again = this.#prepare(plan, options);
    return again
      ? this.#text(this.#execute(again, params, options))
      : this.#runDirect(plan.statement, params, options);
  }

  #execute(
    prepared: PreparedStatement,
    params: readonly unknown[],
    options: RunOptions,
  ): SqlOutcome {
    const kinds = params.some(needsKind) ? this.#prepared.kinds(prepared) : [];
    return this.#fetch(execution(prepared.name, this.#literals(params, kinds)), options);
  }

  /** Whether a failure may be due to what has changed since the statement was prepared; then it is let go. */
  #isOutdated({ wrapped = "" }: Plan, { code }: SqlFailure): boolean {
    if (code === unknownStatement) this.#prepared.forget();
    else if (code.startsWith(invalidStatement)) this.#prepared.deallocate(wrapped);
    else return false;
    return true;
  }

  #runDirect(statement: Statement, params: readonly unknown[], options: RunOptions): string | null {
    const { wanted } = options;
    checkParameterCount(statement, params.length);
    const direct = directExecution(statement, this.#literals(params, []));
    if (wanted === "count") return this.#text(this.#fetch(direct.count, options));
    const outcome = this.#fetch(direct.rows(wanted.rows), options);
    if (outcome.ok || outcome.failure.code !== returnsNoRows) return this.#text(outcome);
    this.#text(this.#fetch(direct.count, options));
    return null;
  }

  /** A statement that may only read leaves nothing behind: settings and temporary tables neither. */
  #fetch(sql: string, { readOnly }: RunOptions): SqlOutcome {
    return readOnly ? this.#engine.fetchReadOnly(sql) : this.#engine.fetch(sql);
  }

  #literals(params: readonly unknown[], kinds: readonly ParameterKind[]): string[] {
    const literals: string[] = [];
    for (let index = 0; index < params.length; index += 1) {
      const kind = kinds[index] ?? "other";
      literals[index] = parameterLiteral(params[index], kind, index + 1, this.#checkInterrupts);
    }
    return literals;
  }

  #text(outcome: SqlOutcome): string | null {
    if (outcome.ok) return outcome.text;
    throw new DatabaseError(outcome.failure);
  }
}

/** The statement with the comment at its end, where no line comment of its own can swallow it. */
function commented(statement: Statement, { comment }: RunOptions): Statement {
  const text = comment?.() ?? "";
  return text === "" ? statement : { ...statement, text: `${statement.text} ${text}` };
}
