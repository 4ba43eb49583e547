/** Whether an error says that the memory is used up. Only QuickJS throws one; V8 ends the code without. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error && error.name === "InternalError" && error.message === "out of memory"
  );
}
