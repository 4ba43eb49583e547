import { ArgsError } from "@stopgap/runtime/handlers";
import { sanitize } from "../value/text.js";
import { isOutOfMemory } from "../limits/out-of-memory.js";
import { isStackOverflow } from "../limits/stack-overflow.js";
import { withReceived } from "./received.js";
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
  /** Whether values of arguments may be told, and what other validators said, which may quote them. */
  readonly mayQuote?: boolean;
}

/** SQLSTATE of an error that a program raised and that has none of its own. */
const raisedException = "P0001";
const tooComplex = "54001";
const outOfMemory = "53200";

/**
 * An error as the shell takes it: `!` and JSON. A shell raises it with its SQLSTATE, message, detail and hint.
 */
export function errorEnvelope(error: unknown, context: FailureContext): string {
  const { message, hint, detail } = describe(error);
  const issues = issuesOf(error);
  const said = context.mayQuote && error instanceof ArgsError ? error.cause : undefined;
  const details = {
    stage: context.stage,
    function: context.function,
    ...(issues ? { issues: context.mayQuote ? withReceived(issues, error) : issues } : {}),
    ...(said === undefined ? {} : { said }),
    ...(detail === undefined ? {} : { detail }),
    stack: context.stack,
  };
  return `!${JSON.stringify({
    code: sqlstate(error),
    message: sanitize(message),
    detail: JSON.stringify(details, (_key, member: unknown) =>
      typeof member === "string" ? sanitize(member) : member,
    ),
    ...(hint === undefined ? {} : { hint: sanitize(hint) }),
  })}`;
}

/** The SQLSTATE that the client sees of an error; success is none. */
export function sqlstate(error: unknown): string {
  const { code } = describe(error);
  return /^(?!00000)[0-9A-Z]{5}$/.test(code) ? code : raisedException;
}

interface Description {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

/** Whatever was thrown, and whatever a handler has made of it since: reading it must not fail. */
function describe(error: unknown): Description {
  try {
    if (error instanceof DatabaseError || error instanceof KernelError) return textsOf(error);
    if (isStackOverflow(error)) return { code: tooComplex, message: "stack depth limit exceeded" };
    if (isOutOfMemory(error)) {
      const hint = error === null ? "A handler that throws null looks the same." : undefined;
      return { code: outOfMemory, message: "out of memory", hint };
    }
    return { code: raisedException, message: messageOf(error) };
  } catch {
    return { code: raisedException, message: "a handler threw a value that cannot be shown" };
  }
}

/** Each member read once, and none but text. */
function textsOf(error: DatabaseError | KernelError): Description {
  const { code, message, hint, detail } = error as Readonly<Record<keyof Description, unknown>>;
  return {
    code: typeof code === "string" ? code : raisedException,
    message: typeof message === "string" ? message : "",
    hint: typeof hint === "string" ? hint : undefined,
    detail: typeof detail === "string" ? detail : undefined,
  };
}

function messageOf(error: unknown): string {
  if (error instanceof Error) {
    const { name, message } = error as { readonly name: unknown; readonly message: unknown };
    if (typeof message === "string") {
      const isPlain = name === "Error" || message.startsWith("stopgap ");
      return isPlain || typeof name !== "string" ? message : `${name}: ${message}`;
    }
  }
  return `a handler threw ${typeof error === "string" ? error : `a value of type ${typeof error}, not an Error`}`;
}

/** An error's list of issues, where it has one that JSON can hold. */
function issuesOf(error: unknown): readonly unknown[] | undefined {
  try {
    if (typeof error !== "object" || error === null || !("issues" in error)) return undefined;
    const { issues } = error;
    return Array.isArray(issues) ? (JSON.parse(JSON.stringify(issues)) as unknown[]) : undefined;
  } catch {
    return undefined;
  }
}
