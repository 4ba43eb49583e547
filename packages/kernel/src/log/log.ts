import type { LogLevel } from "@stopgap/runtime";
import type { SqlRunner } from "../engine/engine.js";
import { logLevels, type Settings } from "../limits/settings.js";
import { ResultError, resultJson } from "../value/result-json.js";
import { sqlLiteral } from "../value/sql-literal.js";
import { sanitize } from "../value/text.js";

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

/** In characters. */
const longestMessage = 8_000;
const longestData = 64_000;

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
    const known = isLevel(level) ? level : "info";
    this.enter({
      threshold: thresholds[known],
      level: known,
      text: () => String(message),
      data: data === undefined ? undefined : () => data,
    });
  }

  /** Raises a message, if it passes. */
  enter({ threshold, level, text, data }: LogEntry): void {
    const { engine, level: current } = this.#host;
    if (logLevels.indexOf(threshold) > logLevels.indexOf(current())) return;
    const message = sqlLiteral(cut(textOr(text, "a message that cannot be shown"), longestMessage));
    const detail = data === undefined ? "null" : sqlLiteral(this.#json(data));
    // Whatever it fails with, such as a character that the client's encoding lacks, is not the handler's fault.
    engine.fetch(`select plts.log('${level}', ${message}, ${detail}) as j`);
  }

  /** Data as JSON, or what is wrong with it as JSON. */
  #json(data: () => unknown): string {
    const text = this.#written(data);
    return text.length <= longestData
      ? text
      : JSON.stringify({ cut: sanitize(text.slice(0, longestData)), length: text.length });
  }

  #written(data: () => unknown): string {
    try {
      return resultJson(data(), this.#host.checkInterrupts) ?? "null";
    } catch (error) {
      // A cancel is thrown once more by the statement that follows.
      const problem =
        error instanceof ResultError ? `${error.path} is ${error.problem}` : "$ cannot be read";
      return JSON.stringify({ problem: sanitize(problem) });
    }
  }
}

function isLevel(level: unknown): level is LogLevel {
  return typeof level === "string" && Object.hasOwn(thresholds, level);
}

/** Whatever a handler gives, making a text of it must not fail. */
function textOr(make: () => string, otherwise: string): string {
  try {
    return make();
  } catch {
    return otherwise;
  }
}

function cut(text: string, longest: number): string {
  return sanitize(
    text.length <= longest
      ? text
      : `${text.slice(0, longest)}... (${String(text.length)} characters)`,
  );
}
