/** What the shell tells of the session, parsed. Read once, when the outermost call begins. */
export interface Settings {
  readonly maxRuntimeMs: number | undefined;
  readonly maxSqlBytes: number;
  readonly maxParams: number;
  readonly maxQueryRows: number;
  readonly logLevel: LogLevel;
  readonly isolation: "session" | "call";
}

/** From nothing to everything. */
export const logLevels = ["off", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** The settings in the order in which they are sent. */
export const settingNames = [
  "plts.max_runtime_ms",
  "plts.max_sql_bytes",
  "plts.max_params",
  "plts.max_query_rows",
  "plts.log_level",
  "plts.isolation",
] as const;

/** Settings are separated by a character that none of them can sensibly contain. */
export const settingSeparator = "\u001f";

/** Parses what the shell sends, which is nothing where nothing is set. A value that makes no sense counts as not set. */
export function parseSettings(text: string): Settings {
  const [runtime, sqlBytes, params, rows, level, isolation] = text.split(settingSeparator);
  return {
    maxRuntimeMs: milliseconds(runtime),
    maxSqlBytes: positive(sqlBytes) ?? 131_072,
    maxParams: positive(params) ?? 256,
    maxQueryRows: positive(rows) ?? 1000,
    logLevel: logLevels.find((known) => known === level?.trim().toLowerCase()) ?? "warn",
    isolation: isolation === "call" ? "call" : "session",
  };
}

function positive(text: string | undefined): number | undefined {
  const value = /^\s*\d+\s*$/.test(text ?? "") ? Number(text) : 0;
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration as `statement_timeout` takes it: a number of milliseconds, or one with a unit. 0 means none. */
function milliseconds(text: string | undefined): number | undefined {
  const [, digits, unit = "ms"] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)?\s*$/i.exec(text ?? "") ?? [];
  const factor = units[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  const value = Math.ceil(Number(digits) * factor);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}
