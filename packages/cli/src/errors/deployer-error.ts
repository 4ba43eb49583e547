import { DeployError, type DeployerError } from "@stopgap/deployer";

import { parseDiagnostics } from "../diagnostics/diagnostic.js";
import { CliError } from "./cli-error.js";
import { exitCodes, type ExitCode } from "./exit-code.js";

/** What an error of the deployer means. TypeScript errors are taken out of its detail. */
export function deployerError(error: DeployerError): CliError {
  const { code, message, sqlstate, detail, hint } = error;
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

function exitCodeOf({ code }: DeployerError): ExitCode {
  switch (code) {
    case "connection_lost":
      return exitCodes.cannotConnect;
    case "unreadable_answer":
      return exitCodes.unreadableAnswer;
    case "unusable_package":
      return exitCodes.unusablePackage;
    case "deploy_failed":
    case "call_failed":
    case "refused":
    case "not_installed":
      return exitCodes.refused;
  }
}
