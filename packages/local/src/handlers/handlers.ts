import type {
  Claims,
  Context,
  FunctionInfo,
  HandlerKind,
  InferArgs,
  LogLevel,
  TriggerContext,
} from "@stopgap/runtime";
import type { ClientBase } from "pg";
import type { JsonForm } from "./json-form.js";

/** On whose behalf a handler is run. */
export interface RunOptions {
  readonly auth?: {
    /** The role in force. Default: the connection's. */
    readonly role?: string;
    /** What `ctx.auth.claims` is; null for none. Default: what the connection's setting says. */
    readonly claims?: Claims | null;
  };
  /** What `ctx.fn` says. Default: `{ oid: 0, schema: "node", name: "handler", artifactHash: "" }`. */
  readonly fn?: Partial<FunctionInfo>;
}

/** A message of `ctx.log`, whatever `plts.log_level` is. */
export interface LogMessage {
  readonly level: LogLevel;
  readonly message: string;
  /** Where there was any: as a client reads it. */
  readonly data?: unknown;
}

/** What a trigger's handler is called for. */
export interface TriggerEvent<Row extends object> {
  readonly op: "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE";
  /** The row as it is to be. Default: null. */
  readonly new?: Row | null;
  /** The row as it was. Default: null. */
  readonly old?: Row | null;
  /** Default: `BEFORE`. */
  readonly when?: "BEFORE" | "AFTER" | "INSTEAD OF";
  /** Default: `ROW`. */
  readonly level?: "ROW" | "STATEMENT";
  /** Default: `trigger`. */
  readonly name?: string;
  /** Default: `public`. */
  readonly schema?: string;
  /** Default: `table`. */
  readonly table?: string;
  /** Default: none. */
  readonly args?: readonly string[];
}

/** A handler, or a plain function of a context. */
export type Runnable = (ctx: Context) => unknown;

/** Arguments may be left out where anything goes. */
export type RunParameters<H> = H extends { readonly __stopgap_kind: HandlerKind }
  ? unknown extends InferArgs<H>
    ? [args?: unknown, options?: RunOptions]
    : [args: InferArgs<H>, options?: RunOptions]
  : [args?: unknown, options?: RunOptions];

/** Runs handlers in Node, in the transaction of a connection. */
export interface Handlers {
  /** The connection, to prepare data and to look at it. */
  readonly client: ClientBase;
  /** What the handlers have logged, in order; also those whose call has failed. */
  readonly logs: readonly LogMessage[];
  /**
   * Runs a handler as a call from outside would: arguments and result cross as PostgreSQL's JSON, its work is undone when it
   * fails, and all limits hold but those of time and memory. Calls run one after the other.
   *
   * @param handler the handler, as a module exports it; an internal one as well
   * @param args its arguments
   * @returns its result as a client reads it
   * @throws {HandlerError} what a client is told
   * @example
   * expect(await run(get, { id: 1 }, { auth: { role: "app_user" } })).toEqual({ id: 1, email: "ada@example.com" });
   */
  readonly run: <H extends Runnable>(
    handler: H,
    ...rest: RunParameters<H>
  ) => Promise<JsonForm<Awaited<ReturnType<H>>>>;
  /**
   * Runs the handler of a trigger function. No table need exist: the rows are those of the event.
   *
   * @returns the row as it goes on: as the handler changed it, or as it is; null where the handler skips it, and for triggers
   * whose result nothing looks at
   * @throws {HandlerError} what a client is told
   * @example
   * expect(await trigger(lowerEmail, { op: "INSERT", new: { email: "Ada@x.de" } })).toEqual({ email: "ada@x.de" });
   */
  readonly trigger: <Row extends object>(
    handler: (ctx: TriggerContext<Row>) => unknown,
    event: TriggerEvent<Row>,
    options?: RunOptions,
  ) => Promise<Row | null>;
}
