import type { SchemaError } from "@stopgap/schema";

import { schemaProblems } from "../schema/schema-problems.js";
import { CliError } from "./cli-error.js";
import { exitCodes, type ExitCode } from "./exit-code.js";

/** What an error of a schema means. */
export function schemaError(error: SchemaError): CliError {
  const { code, problems, sqlstate, detail, hint } = error;
  const count = problems.length;
  const message =
    code === "invalid_file"
      ? `the schema has ${count} ${count === 1 ? "problem" : "problems"}`
      : error.message;
  const diagnosed = schemaProblems(problems);
  return new CliError(code, exitCodeOf(error), message, {
    sqlstate,
    detail,
    hint,
    diagnosed,
    cause: error,
  });
}

function exitCodeOf({ code }: SchemaError): ExitCode {
  switch (code) {
    case "invalid_file":
    case "cycle":
      return exitCodes.compileErrors;
    case "not_a_schema":
    case "unreadable_archive":
      return exitCodes.notAProject;
    case "blocked":
      return exitCodes.stopped;
    case "aborted":
      return exitCodes.interrupted;
    case "extension_not_available":
    case "extension_failed":
    case "type_failed":
    case "table_failed":
    case "migration_failed":
    case "migration_changed":
    case "function_failed":
    case "seed_failed":
    case "verification_failed":
    case "not_empty":
    case "busy":
    case "refused":
      return exitCodes.refused;
  }
}
