import { SchemaError } from "@stopgap/schema";

import type { OutputStream } from "../context.js";
import { redact } from "../connection/redact.js";
import { shortMessage } from "../diagnostics/compile-failure.js";
import { namedDiagnostics } from "../diagnostics/diagnostic-json.js";
import { formatDiagnostics } from "../diagnostics/format-diagnostics.js";
import { printJson } from "../output/json.js";
import type { Presentation } from "../output/presentation.js";
import type { Style } from "../output/style.js";
import { visibleLines } from "../output/visible.js";
import type { CliError } from "./cli-error.js";
import { exitCodes, type ExitCode } from "./exit-code.js";
import { readableDetail } from "./handler-detail.js";

const prefixes = new Map<ExitCode, string>([
  [exitCodes.cannotConnect, "database connection failed"],
  [exitCodes.refused, "database command failed"],
  [exitCodes.unreadableAnswer, "invalid database response"],
  [exitCodes.compileErrors, "TypeScript errors"],
  [exitCodes.notAProject, "project layout check failed"],
]);

/** Says on stderr what went wrong. Passwords are left out. */
export function printFailure(
  error: CliError,
  stderr: OutputStream,
  presentation: Presentation,
): void {
  const text =
    presentation.format === "json" ? failureJson(error) : failureText(error, presentation);
  stderr.write(`${redact(text)}\n`);
}

function failureJson(error: CliError): string {
  const { code, message, detail, hint, sqlstate, deploymentId, diagnosed } = error;
  return printJson({
    error: {
      code,
      message,
      detail: detail ?? null,
      hint: hint ?? null,
      ...(sqlstate === undefined ? {} : { sqlstate }),
      ...(deploymentId === undefined ? {} : { deployment_id: deploymentId }),
      ...(diagnosed.length === 0 ? {} : { diagnostics: diagnosed.flatMap(namedDiagnostics) }),
    },
  });
}

function failureText(error: CliError, { stderr: style, verbose }: Presentation): string {
  const prefix = error.cause instanceof SchemaError ? undefined : prefixes.get(error.exitCode);
  const heading = prefix === undefined ? "" : `${prefix}: `;
  const { deploymentId, diagnosed } = error;
  const kept = deploymentId === undefined ? undefined : `deployment ${deploymentId}`;
  const facts = [
    `${style.red("stopgap:")} ${heading}${visibleLines(shortMessage(error.message))}`,
    ...labelled("detail", error.detail && readableDetail(error.detail), style),
    ...labelled("kept as", kept, style),
    ...labelled("hint", error.hint, style),
    ...(verbose ? [style.dim(stackOf(error))] : []),
  ].join("\n");
  if (diagnosed.length === 0) return facts;
  return [facts, "", formatDiagnostics(diagnosed, style)].join("\n");
}

function labelled(label: string, text: string | undefined, style: Style): string[] {
  if (text === undefined || text === "") return [];
  const [first = "", ...rest] = visibleLines(text).split("\n");
  return [`  ${style.dim(`${label}:`)} ${first}`, ...rest.map((line) => `    ${line}`)];
}

function stackOf(error: CliError): string {
  const causes: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    causes.push(each.stack ?? each.message);
  }
  return causes.join("\ncaused by: ");
}
