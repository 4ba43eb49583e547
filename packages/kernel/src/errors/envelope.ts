import { sanitize } from "../value/text.js";
import { isStackOverflow } from "../limits/stack-overflow.js";
import { DatabaseError, KernelError, type Stage } from "./kernel-error.js";

/** What the detail of an error says of the function that failed. */
export interface FailedFunction {
  readonly schema: string | null;
  readonly name: string | null;
  readonly oid: number | null;
  readonly path?: string | null;
  readonly deploymentId?: number | null;
}

/** What is known of a failure beside the error itself. */
export interface FailureContext {
  readonly stage: Stage;
  readonly function: FailedFunction | null;
  /** The error's stack, in terms of TypeScript. */
  readonly stack: string;
}

/** SQLSTATE of an error that a program raised and that has none of its own. */
const raisedException = "P0001";
const tooComplex = "54001";

/**
 * An error as the shell takes it: `!` and JSON. A shell raises it with its SQLSTATE, message, detail and hint.
 */
export function errorEnvelope(error: unknown, context: FailureContext): string {
  const { code, message, hint, detail } = describe(error);
  const issues = issuesOf(error);
  const details = {
    stage: context.stage,
    function: context.function,
    ...(issues ? { issues } : {}),
    ...(detail === undefined ? {} : { detail }),
    stack: context.stack,
  };
  return `!${JSON.stringify({
    code: /^[0-9A-Z]{5}$/.test(code) ? code : raisedException,
    message: sanitize(message),
    detail: sanitize(JSON.stringify(details)),
    ...(hint === undefined ? {} : { hint: sanitize(hint) }),
  })}`;
}

interface Description {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

function describe(error: unknown): Description {
  if (error instanceof DatabaseError || error instanceof KernelError) return error;
  if (isStackOverflow(error)) return { code: tooComplex, message: "stack depth limit exceeded" };
  return { code: raisedException, message: messageOf(error) };
}

/** Whatever was thrown, reading it must not fail. */
function messageOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.message === "string") {
      const { name, message } = error;
      return name === "Error" || message.startsWith("stopgap ") ? message : `${name}: ${message}`;
    }
    return `a handler threw ${typeof error === "string" ? error : `a value of type ${typeof error}, not an Error`}`;
  } catch {
    return "a handler threw a value that cannot be shown";
  }
}

function issuesOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null || !("issues" in error)) return undefined;
  return Array.isArray(error.issues) ? error.issues : undefined;
}
