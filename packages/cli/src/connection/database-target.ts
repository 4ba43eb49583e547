import { usageError } from "../errors/cli-error.js";
import type { GivenValue } from "../options/cli-option.js";
import { redactUrl } from "./redact.js";

/** Which database a command works on, and what named it. */
export type DatabaseTarget =
  | { readonly kind: "url"; readonly url: string; readonly namedBy: string }
  /** The local server of `stopgap db`. */
  | { readonly kind: "local"; readonly namedBy: string }
  /** What libpq's `PG*` variables say, which the driver reads. */
  | { readonly kind: "environment"; readonly namedBy: string };

const variablesOfLibpq = ["PGHOST", "PGPORT", "PGDATABASE", "PGUSER"];

/** What a project's configuration says of the database of an environment. */
export interface ConfiguredDatabase {
  readonly url: string;
  /** Such as `environments.prod.db`. */
  readonly namedBy: string;
}

/**
 * The database that was named: by `--db` or `STOPGAP_DB`, else by the project's configuration, else by `DATABASE_URL`, else
 * by libpq's `PG*`.
 *
 * @param given - What `--db` or its variable says.
 * @throws {CliError} `usage` when none is named, or what names it is no URL.
 */
export function findDatabaseTarget(
  given: GivenValue | undefined,
  env: NodeJS.ProcessEnv,
  configured?: ConfiguredDatabase,
): DatabaseTarget {
  if (given !== undefined) return explicitTarget(given);
  if (configured !== undefined) return urlTarget(configured.url, configured.namedBy);
  const url = env["DATABASE_URL"];
  if (url) return urlTarget(url, "DATABASE_URL");
  const variable = variablesOfLibpq.find((name) => env[name]);
  if (variable !== undefined) return { kind: "environment", namedBy: variable };
  throw usageError(
    "no database is named",
    "Give --db <url>, or set STOPGAP_DB, DATABASE_URL or PGHOST. `--db local` is the server of `stopgap db start`.",
  );
}

/** The database that `--db` or its variable names. */
export function explicitTarget({ raw, name }: GivenValue): DatabaseTarget {
  const text = String(raw);
  if (text === "") throw usageError(`${name} is empty`);
  return text === "local" ? { kind: "local", namedBy: name } : urlTarget(text, name);
}

function urlTarget(url: string, namedBy: string): DatabaseTarget {
  if (isPostgresUrl(url)) return { kind: "url", url, namedBy };
  throw usageError(
    `${namedBy} is no URL of a PostgreSQL database: ${redactUrl(url)}`,
    "It looks like postgresql://user:password@host:5432/database. Special characters in a password are written as %XX.",
  );
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && ["postgres:", "postgresql:"].includes(new URL(text).protocol);
}
