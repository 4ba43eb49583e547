import type { Diagnosed } from "../diagnostics/format-diagnostics.js";
import { exitCodes, type ExitCode } from "./exit-code.js";

/** What is known of an error beside its message. */
export interface ErrorFacts {
  /** More about what was found. */
  readonly detail?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** PostgreSQL's code, where PostgreSQL has raised it. */
  readonly sqlstate?: string | undefined;
  /** The failed deployment that keeps it. */
  readonly deploymentId?: number | undefined;
  /** What the compiler said, where it is about TypeScript. */
  readonly diagnosed?: readonly Diagnosed[];
  readonly cause?: unknown;
}

/** Every error of this package. `code` is a stable word, `exitCode` what the process ends with. */
export class CliError extends Error {
  override readonly name: string = "CliError";
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly sqlstate: string | undefined;
  readonly deploymentId: number | undefined;
  readonly diagnosed: readonly Diagnosed[];

  constructor(code: string, exitCode: ExitCode, message: string, facts: ErrorFacts = {}) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.exitCode = exitCode;
    this.detail = facts.detail;
    this.hint = facts.hint;
    this.sqlstate = facts.sqlstate;
    this.deploymentId = facts.deploymentId;
    this.diagnosed = facts.diagnosed ?? [];
  }
}

/** The command was given something that it cannot use. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError("usage", exitCodes.usage, message, { hint });
}
