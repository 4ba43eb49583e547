import { DatabaseError, KernelError, type Stage } from "../errors/kernel-error.js";

/** What calls fail with. */
export const errorClasses = [
  "timeout",
  "memory",
  "cancel",
  "js_exception",
  "sql",
  "unknown",
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** SQLSTATEs: canceled, and shutting down in several ways. */
const cancels = /^57(?:014|P0[0-9])$/;
const outOfMemory = "53200";

/**
 * The one class that a failure counts as, by its SQLSTATE and its stage.
 *
 * @param code the SQLSTATE that the client sees
 * @param isTimeout asked only of what was canceled: whether a limit of time was why
 */
export function errorClass(
  error: unknown,
  code: string,
  stage: Stage,
  isTimeout: () => boolean,
): ErrorClass {
  if (cancels.test(code)) return isTimeout() ? "timeout" : "cancel";
  if (code === outOfMemory) return "memory";
  if (isInstance(error, DatabaseError)) return "sql";
  if (!isInstance(error, KernelError)) return "js_exception";
  if (stage !== "handler") return "unknown";
  // What the kernel refuses of a handler: a statement with a code of its own, or a promise that never settles.
  return code === "P0001" ? "js_exception" : "sql";
}

/** What was thrown may be a proxy that throws when it is asked. */
function isInstance(error: unknown, kind: typeof DatabaseError | typeof KernelError): boolean {
  try {
    return error instanceof kind;
  } catch {
    return false;
  }
}
