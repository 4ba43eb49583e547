import { DeployerError } from "@stopgap/deployer";
import type { SqlClient } from "@stopgap/sql";

import { CliError } from "../errors/cli-error.js";
import { deployerError } from "../errors/deployer-error.js";
import type { DiagnosedSource } from "./format-diagnostics.js";

const compileFailure =
  /^TypeScript checked compile failed for (?<name>.+?): (?<diagnostics>\[.*\])$/s;

/** The message without the list of diagnostics that a compile failure carries. */
export function shortMessage(message: string): string {
  return message.replace(compileFailure, "TypeScript checked compile failed for $<name>");
}

/** The TypeScript of a function in a source schema, with its name; the text only where it can be read. */
export async function functionSource(
  client: SqlClient,
  schema: string,
  name: string,
): Promise<DiagnosedSource> {
  const { rows } = await client
    .query(
      `select format('%I.%I', $1::text, $2::text) as name,
         plts.source(to_regprocedure(format('%I.%I(jsonb)', $1::text, $2::text))) as text`,
      [schema, name],
    )
    // What the error is about matters more than its source.
    .catch(() => ({ rows: [] }));
  const [row] = rows;
  if (!row) return { name: `${schema}.${name}`, text: undefined };
  const { name: qualified, text } = row;
  return { name: String(qualified), text: typeof text === "string" ? text : undefined };
}

/** The error of a deploy together with the TypeScript that does not compile, where it is about that. */
export async function withFunctionSource(
  error: unknown,
  client: SqlClient,
  schema: string,
): Promise<unknown> {
  if (!(error instanceof DeployerError)) return error;
  const name = compileFailure.exec(error.message)?.groups?.["name"];
  if (name === undefined) return error;
  const { code, exitCode, message, diagnosed, ...facts } = deployerError(error);
  const source = await functionSource(client, schema, name);
  return new CliError(code, exitCode, message, {
    ...facts,
    diagnosed: diagnosed.map(({ diagnostics }) => ({ ...source, diagnostics })),
  });
}
