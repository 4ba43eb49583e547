import { DeployerError } from "@stopgap/deployer";
import { LocalError } from "@stopgap/local";
import { SchemaError } from "@stopgap/schema";
import { InstallError } from "@stopgap/sql";
import { CommanderError } from "commander";

import { CliError } from "./cli-error.js";
import { databaseError, isDatabaseError } from "./database-error.js";
import { deployerError } from "./deployer-error.js";
import { exitCodes } from "./exit-code.js";
import { parserError } from "./parser-error.js";
import { schemaError } from "./schema-error.js";

/**
 * What any error means to whoever called the command.
 *
 * @param isInterrupted - Whether the person has asked to stop: then that is what happened.
 */
export function describeFailure(error: unknown, isInterrupted: boolean): CliError {
  if (isInterrupted) {
    return new CliError("interrupted", exitCodes.interrupted, "interrupted", { cause: error });
  }
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) return parserError(error);
  if (error instanceof DeployerError) return deployerError(error);
  if (error instanceof SchemaError) return schemaError(error);
  if (error instanceof InstallError) return installError(error);
  if (error instanceof LocalError) return localError(error);
  if (isDatabaseError(error)) return databaseError(error);
  if (isLostConnection(error)) {
    return new CliError("connection_lost", exitCodes.cannotConnect, error.message, {
      hint: "What the command did last may or may not have happened: `stopgap status` tells.",
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliError("unexpected", exitCodes.unexpected, message, {
    hint: "--verbose shows where it came from.",
    cause: error,
  });
}

function installError(error: InstallError): CliError {
  const { code, message, hint } = error;
  const isOfDatabase = code !== "cannot_pack" && code !== "assets_missing";
  const exitCode = isOfDatabase ? exitCodes.refused : exitCodes.unexpected;
  return new CliError(code, exitCode, message, { hint, cause: error });
}

function localError(error: LocalError): CliError {
  const { code, message } = error;
  const exitCode = code === "not_running" ? exitCodes.cannotConnect : exitCodes.unexpected;
  return new CliError(code, exitCode, message, { cause: error });
}

function isLostConnection(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    error.message.startsWith("Connection terminated") ||
    error.message.startsWith("Client has encountered a connection error") ||
    ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(code ?? "")
  );
}
