import { BreakingChangeError, DeployError, type DeployerError } from "@stopgap/deployer";

import { parseDiagnostics } from "../diagnostics/diagnostic.js";
import { CliError } from "./cli-error.js";
import { exitCodes, type ExitCode } from "./exit-code.js";

/** What an error of the deployer means. TypeScript errors are taken out of its detail. */
export function deployerError(error: DeployerError): CliError {
  const { code, message, sqlstate, detail } = error;
  const hint = error instanceof BreakingChangeError ? acceptHint(error) : error.hint;
  const diagnostics = detail === undefined ? undefined : parseDiagnostics(detail);
  const facts = {
    sqlstate,
    hint,
    cause: error,
    ...(error instanceof DeployError ? { deploymentId: error.deploymentId } : {}),
  };
  return diagnostics === undefined
    ? new CliError(code, exitCodeOf(error), message, { ...facts, detail })
    : new CliError(code, exitCodes.compileErrors, message, {
        ...facts,
        diagnosed: [{ name: "source", text: undefined, diagnostics }],
      });
}

function acceptHint({ functions }: BreakingChangeError): string {
  const paths = functions.map(({ function_path: path }) => path);
  return `Keep what callers rely on, or give --accept-breaking ${paths.join(",")}`;
}

function exitCodeOf({ code }: DeployerError): ExitCode {
  switch (code) {
    case "aborted":
      return exitCodes.interrupted;
    case "cannot_connect":
    case "connection_lost":
      return exitCodes.cannotConnect;
    case "unreadable_answer":
      return exitCodes.unreadableAnswer;
    case "breaking_change":
      return exitCodes.stopped;
    case "unusable_package":
      return exitCodes.unusablePackage;
    case "blocked":
    case "busy":
    case "conflict":
    case "deploy_failed":
    case "call_failed":
    case "refused":
    case "not_installed":
      return exitCodes.refused;
  }
}
