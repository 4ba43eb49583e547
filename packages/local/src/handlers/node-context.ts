import type { Auth, Context, FunctionInfo, LogLevel, Trigger } from "@stopgap/runtime";
import type { Connection } from "./connection.js";
import type { LogMessage } from "./handlers.js";
import {
  calleeMode,
  calleeOf,
  KernelError,
  knownLevel,
  messageData,
  messageText,
  parseJson,
} from "./kernel-rules.js";
import { NodeDatabase } from "./node-database.js";
import { Part, promised } from "./part.js";

/** What a context is made of. */
export interface NodeContextSources {
  readonly connection: Connection;
  readonly args: unknown;
  readonly trigger: Trigger | undefined;
  readonly fn: FunctionInfo;
  readonly now: string;
  readonly auth: Auth;
  readonly logs: LogMessage[];
}

/** `ctx` in Node. */
export class NodeContext implements Omit<Context, "db" | "run"> {
  readonly args: unknown;
  readonly db: NodeDatabase;
  readonly fn: FunctionInfo;
  readonly now: string;
  readonly auth: Auth;
  readonly #sources: NodeContextSources;

  constructor(sources: NodeContextSources, mode: NodeDatabase["mode"]) {
    this.args = sources.args;
    this.db = new NodeDatabase(sources.connection, mode);
    this.fn = sources.fn;
    this.now = sources.now;
    this.auth = sources.auth;
    this.#sources = sources;
  }

  get trigger(): Trigger {
    const { trigger } = this.#sources;
    if (trigger) return trigger;
    throw new KernelError("55000", "ctx.trigger is there only in a function that returns trigger");
  }

  log(level: LogLevel, message: unknown, data?: unknown): void {
    this.#sources.logs.push({
      level: knownLevel(level),
      message: messageText(() => String(message)),
      ...(data === undefined ? {} : { data: parseJson(messageData(() => data)) }),
    });
  }

  run(fn: unknown, args?: unknown): Promise<unknown> {
    return promised(() => {
      const callee = calleeOf(fn);
      const part = Part.current(this.#sources.connection);
      const isReadOnly = this.db.mode === "ro" || part.rules.mode === "ro";
      const mode = calleeMode(callee, isReadOnly ? "ro" : "rw");
      const own = { ...this.#sources, args: args === undefined ? null : args, trigger: undefined };
      const context = new NodeContext(own, mode);
      return mode === "ro" ? callee(context) : part.within("ctx.run", () => callee(context));
    });
  }
}
