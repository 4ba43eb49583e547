/** Whether an error says that the stack is used up. V8 throws a RangeError, QuickJS an InternalError. */
export function isStackOverflow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    (error instanceof RangeError && error.message.includes("call stack")) ||
    (error.name === "InternalError" && error.message.includes("stack overflow"))
  );
}
