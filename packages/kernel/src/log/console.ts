import { formatMessage } from "./format.js";
import type { Log, LogEntry } from "./log.js";

type Method = (...values: readonly unknown[]) => void;

/** What `console` needs beside the log. */
export interface ConsoleHost {
  readonly log: Log;
  readonly checkInterrupts: () => unknown;
  /** An error's stack in terms of TypeScript. */
  readonly stackOf: (error: Error) => string;
}

/**
 * `console` of every module. It keeps nothing, so that all modules can share it: methods that would have to, which count,
 * measure time or indent, it does not have, but for `group`, whose label is a message like any other.
 */
export function moduleConsole({ log, checkInterrupts, stackOf }: ConsoleHost): object {
  const writer =
    (threshold: LogEntry["threshold"], level: LogEntry["level"]): Method =>
    (...values) => {
      const text = (): string => formatMessage(values, checkInterrupts);
      const error = values.find(isError);
      const data = error && (() => ({ stack: stackOf(error) }));
      log.enter({ threshold, level, text, data });
    };
  const debug = writer("debug", "debug");
  const info = writer("info", "info");
  const error = writer("error", "warning");
  const methods: Readonly<Record<string, Method>> = {
    debug,
    log: info,
    info,
    warn: writer("warn", "warning"),
    error,
    trace: (...values) => {
      const text = (): string => `Trace: ${formatMessage(values, checkInterrupts)}`;
      const data = (): unknown => ({ stack: stackOf(new Error()) });
      log.enter({ threshold: "debug", level: "debug", text, data });
    },
    assert: (condition, ...values) => {
      if (!condition) error(...assertionFailed(values));
    },
    dir: (value) => {
      info(value);
    },
    table: (value) => {
      info(value);
    },
    group: info,
    groupCollapsed: info,
    groupEnd: () => undefined,
  };
  for (const method of Object.values(methods)) Object.freeze(method);
  return Object.freeze(methods);
}

function assertionFailed([first, ...rest]: readonly unknown[]): unknown[] {
  const failed = "Assertion failed";
  if (first === undefined) return [failed];
  return typeof first === "string"
    ? [`${failed}: ${first}`, ...rest]
    : [`${failed}:`, first, ...rest];
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
