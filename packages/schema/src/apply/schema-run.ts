import type { TakenLock } from "../compare/schema-change.js";
import type { DeclaredSchema, DeclaredStatement } from "../declared/declared-schema.js";
import type { SchemaErrorCode } from "../errors.js";
import type { PlanStep, SchemaPhase } from "../plan/schema-plan.js";
import { lineOfError, statementError } from "../postgres-error.js";
import type { Session } from "../session.js";
import type { ChangelogEntry, ChangelogType } from "../tracking/changelog-entry.js";
import { throwIfAborted } from "./aborted.js";
import type { SchemaEvent } from "./apply-options.js";
import type { RunTransaction } from "./run-transaction.js";

/** What a run was asked for. */
export interface SchemaRunOptions {
  readonly accept: ReadonlySet<string>;
  readonly force: boolean;
  /** Whether it ends with a rollback, and should spare the database what takes long. */
  readonly isPlan: boolean;
  /** Whether each new value of an enum is committed, because something in the same run uses it. */
  readonly commitsEnumValues: boolean;
  readonly onEvent: ((event: SchemaEvent) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What a step needs to be told beside its statements. */
export type NewStep = Omit<PlanStep, "locks" | "hazards"> &
  Partial<Pick<PlanStep, "locks" | "hazards">>;

/** One run of a schema on a database: what its phases share. */
export class SchemaRun implements Session {
  readonly declared: DeclaredSchema;
  readonly options: SchemaRunOptions;
  readonly transaction: RunTransaction;
  /** Whether nothing of the schema has ever been applied to the database. */
  readonly mode: "create" | "migrate";
  readonly #session: Session;
  readonly #steps: PlanStep[] = [];
  #unwritten: ChangelogEntry[] = [];
  #isComplete = true;

  constructor(
    session: Session,
    declared: DeclaredSchema,
    mode: "create" | "migrate",
    transaction: RunTransaction,
    options: SchemaRunOptions,
  ) {
    this.#session = session;
    this.declared = declared;
    this.mode = mode;
    this.transaction = transaction;
    this.options = options;
  }

  /** The caller's own session. */
  get session(): Session {
    return this.#session;
  }

  /** Whether the database is now what it would be, which after {@link SchemaRun.withhold} it is not. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** A plan leaves something out that the phases after it may need. */
  withhold(): void {
    this.#isComplete = false;
  }

  /** What was done so far. */
  get steps(): readonly PlanStep[] {
    return this.#steps;
  }

  /** @throws {@link SchemaError} `aborted` before the statement, once the signal has come */
  async query(text: string, values?: readonly unknown[]): ReturnType<Session["query"]> {
    return query(this.#session, this.options.signal, text, values);
  }

  /**
   * Runs a statement of a file.
   *
   * @param what - Names it in an error, such as `Table orders`.
   */
  async execute(
    statement: DeclaredStatement,
    code: SchemaErrorCode,
    what: string,
    object: string,
  ): Promise<void> {
    const { text, file, line } = statement;
    try {
      await this.query(text);
    } catch (error) {
      throw statementError(error, code, what, {
        ...{ file, line: line + lineOfError(error, text), object },
      });
    }
  }

  /** Keeps what was done, or what would be. */
  record(step: NewStep): void {
    const locks: readonly TakenLock[] = step.locks ?? [];
    this.#steps.push({ ...step, locks, hazards: step.hazards ?? [] });
  }

  /** Keeps a row of the changelog, which {@link SchemaRun.takeEntries} gives. */
  log(
    type: ChangelogType,
    object: string,
    detail: ChangelogEntry["detail"] = {},
    forced = false,
  ): void {
    this.#unwritten.push({ type, object, detail, forced });
  }

  /** The rows of the changelog that have not been written yet, once. */
  takeEntries(): readonly ChangelogEntry[] {
    const entries = this.#unwritten;
    this.#unwritten = [];
    return entries;
  }

  /** Runs a phase, and tells of it. */
  async phase<Result>(
    phase: SchemaPhase,
    total: number,
    work: (advance: () => void) => Promise<Result>,
  ): Promise<Result> {
    const start = performance.now();
    let done = 0;
    this.#tell({ type: "phase-started", phase, total });
    const result = await work(() => {
      done += 1;
      this.#tell({ type: "phase-progress", phase, done, total });
    });
    this.#tell({ type: "phase-finished", phase, durationMs: performance.now() - start });
    return result;
  }

  #tell(event: SchemaEvent): void {
    this.options.onEvent?.(event);
  }
}

/** Runs a statement unless the signal has come, and cancels it where the session can when the signal comes. */
async function query(
  session: Session,
  signal: AbortSignal | undefined,
  text: string,
  values: readonly unknown[] | undefined,
): ReturnType<Session["query"]> {
  throwIfAborted(signal);
  let cancelled: Promise<unknown> | undefined;
  const cancel = (): void => {
    cancelled = session.cancelStatement?.().catch(() => undefined);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await session.query(text, values);
  } finally {
    signal?.removeEventListener("abort", cancel);
    // One that is still under way would meet the next statement.
    await cancelled;
  }
}
