import type { LogLevel } from "@stopgap/runtime";
import type { SqlRunner } from "../engine/engine.js";
import { logLevels, type Settings } from "../limits/settings.js";
import { sqlLiteral } from "../value/sql-literal.js";
import { messageData, messageText } from "./message.js";

/** What `plts.log_level` must be for a message to pass. */
export type Threshold = Exclude<Settings["logLevel"], "off">;

/** A message of a handler. */
export interface LogEntry {
  readonly threshold: Threshold;
  readonly level: LogLevel;
  /** Made only where the message passes. */
  readonly text: () => string;
  /** More about it, likewise. */
  readonly data?: (() => unknown) | undefined;
}

/** What the log needs of the kernel. */
export interface LogHost {
  readonly engine: SqlRunner;
  readonly level: () => Settings["logLevel"];
  readonly checkInterrupts: () => unknown;
}

const thresholds: Readonly<Record<LogLevel, Threshold>> = {
  debug: "debug",
  info: "info",
  notice: "info",
  warning: "warn",
};

/**
 * Raises messages of PostgreSQL, through SQL: what the engines offer of their own corrupts the session when a cancel is
 * pending. A message never fails a call, only a cancel ends it here as in any statement.
 */
export class Log {
  readonly #host: LogHost;

  constructor(host: LogHost) {
    this.#host = host;
  }

  /** `ctx.log`. A level that there is not counts as `info`. */
  write(level: unknown, message: unknown, data: unknown): void {
    const known = knownLevel(level);
    this.enter({
      threshold: thresholds[known],
      level: known,
      text: () => String(message),
      data: data === undefined ? undefined : () => data,
    });
  }

  /** Raises a message, if it passes. */
  enter({ threshold, level, text, data }: LogEntry): void {
    const { engine, level: current, checkInterrupts } = this.#host;
    if (logLevels.indexOf(threshold) > logLevels.indexOf(current())) return;
    const message = sqlLiteral(messageText(text));
    const detail = data === undefined ? "null" : sqlLiteral(messageData(data, checkInterrupts));
    // Whatever it fails with, such as a character that the client's encoding lacks, is not the handler's fault.
    engine.fetch(`select plts.log('${level}', ${message}, ${detail}) as j`);
  }
}

/** A level that there is not counts as `info`. */
export function knownLevel(level: unknown): LogLevel {
  return typeof level === "string" && Object.hasOwn(thresholds, level)
    ? (level as LogLevel)
    : "info";
}
