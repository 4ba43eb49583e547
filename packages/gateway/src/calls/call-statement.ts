import { escapeIdentifier } from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import type { Argument, Chosen } from "./choose-overload.js";
import { jsonElements, jsonKind } from "./json-text.js";
import type { JsonText } from "./json-text.js";
import type { PathCall } from "./call.js";
import type { Parameter } from "./signature.js";
import { named } from "./named-statement.js";
import type { BoundStatement, NamedStatement } from "./named-statement.js";

/** The most that an answer may hold. */
export interface ResultLimits {
  readonly resultRows: number;
  readonly resultBytes: number;
}

/**
 * Settings that nobody has: reading one fails, and its name in the error says why. So a statement can undo all that the call
 * did before anything of it is sent.
 */
export const refusals = {
  stale: "stopgap_gateway.stale",
  tooManyRows: "stopgap_gateway.too_many_rows",
  tooManyBytes: "stopgap_gateway.too_many_bytes",
} as const;

/** Rows as one JSON text, which PostgreSQL writes: it knows every type, and keeps every digit. */
export function functionStatement(
  { signature, arguments: given, isNamed }: Chosen,
  limits: ResultLimits,
): NamedStatement {
  const inputs = given.map(
    (argument, index) => `${prefix(argument, isNamed)}${expression(argument, index + 1)}`,
  );
  const name = escapeIdentifier(signature.name);
  const call = `${escapeIdentifier(signature.schema)}.${name}(${inputs.join(", ")})`;
  const rows = {
    columns: `select * from ${call}`,
    record: `select ${call} as ${name}`,
    void: `select null as ${name} from ${call}`,
  }[signature.returns];
  return named(`select r.n as row_count, case
  when r.n > ${limits.resultRows} then pg_catalog.current_setting('${refusals.tooManyRows}')
  when pg_catalog.octet_length(r.rows) > ${limits.resultBytes} then pg_catalog.current_setting('${refusals.tooManyBytes}')
  else r.rows
end as answer
from (
  select pg_catalog.count(*) as n, coalesce(pg_catalog.json_agg(pg_catalog.row_to_json(c)), '[]')::pg_catalog.text as rows
  from (${rows} limit ${limits.resultRows + 1}) as c
) as r`);
}

/**
 * Makes the values of those parameters that PostgreSQL makes of JSON, so that what is wrong with one is told from what is
 * wrong in the function. Null where there are none.
 */
export function conversionStatement({ arguments: given }: Chosen): NamedStatement | null {
  const converted = given.filter(isConverted);
  if (converted.length === 0) return null;
  const checks = converted.map((argument, index) => `${expression(argument, index + 1)} is null`);
  return named(`select ${checks.join(", ")}`);
}

/** The values of {@link functionStatement}. */
export function boundValues(given: readonly Argument[]): readonly (string | null)[] {
  return given.map(boundValue);
}

/** The values of {@link conversionStatement}. */
export function convertedValues(given: readonly Argument[]): readonly (string | null)[] {
  return given.filter(isConverted).map(boundValue);
}

export function pathStatement(
  { path, args, deploymentId }: PathCall,
  { resultBytes }: ResultLimits,
): BoundStatement {
  const pinned = deploymentId === null ? "" : ", deployment_id => $3";
  const statement = named(`select 1 as row_count, case
  when pg_catalog.octet_length(a.answer) > ${resultBytes} then pg_catalog.current_setting('${refusals.tooManyBytes}')
  else a.answer
end as answer
from (select stopgap.call_fn($1, $2::pg_catalog.jsonb${pinned})::pg_catalog.text as answer) as a`);
  return {
    ...statement,
    values: deploymentId === null ? [path, args] : [path, args, deploymentId],
  };
}

function prefix({ parameter, isVariadic }: Argument, isNamed: boolean): string {
  const variadic = isVariadic ? "variadic " : "";
  return isNamed ? `${variadic}${escapeIdentifier(parameter.name ?? "")} => ` : variadic;
}

function expression(argument: Argument, position: number): string {
  const { type } = argument.parameter;
  return isConverted(argument)
    ? `(select v from pg_catalog.json_to_record($${position}::pg_catalog.json) as r (v ${type}))`
    : `$${position}::${type}`;
}

function isConverted({ parameter, value }: Argument): boolean {
  const kind = jsonKind(value);
  return (
    (kind === "array" && parameter.form === "array") ||
    (kind === "object" && parameter.form === "composite")
  );
}

function boundValue(argument: Argument): string | null {
  const { parameter, value } = argument;
  if (isConverted(argument)) return `{"v":${value}}`;
  const kind = jsonKind(value);
  if (kind === "null") return null;
  if (parameter.form === "json") return value;
  if (kind === "string") return text(parameter, value);
  return bytes(parameter, value) ?? value;
}

/** Bytes as numbers from 0 to 255. */
function bytes({ form, name, label }: Parameter, value: string): string | null {
  if (form !== "bytea" || jsonKind(value) !== "array") return null;
  const numbers = jsonElements(value).map(Number);
  if (numbers.every((each) => Number.isInteger(each) && each >= 0 && each <= 255)) {
    return `\\x${Buffer.from(numbers).toString("hex")}`;
  }
  throw new GatewayError("unprocessable", `Invalid value for parameter ${name ?? label}`, {
    reason: "bytes are integers from 0 to 255",
  });
}

/** A string that PostgreSQL can hold. */
function text({ name, label }: Parameter, value: JsonText): string {
  const string = JSON.parse(value) as string;
  if (!/[\0\p{Surrogate}]/u.test(string)) return string;
  throw new GatewayError("unprocessable", `Invalid value for parameter ${name ?? label}`, {
    reason: "the text has U+0000, or half a surrogate pair, which PostgreSQL cannot hold",
  });
}
