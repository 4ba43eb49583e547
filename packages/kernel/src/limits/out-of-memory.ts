/**
 * Whether what was thrown says that the memory is used up. Only QuickJS throws anything, V8 ends the code without: an error,
 * or null where there is no room for an error.
 */
export function isOutOfMemory(thrown: unknown): boolean {
  if (thrown === null) return true;
  return (
    thrown instanceof Error && thrown.name === "InternalError" && thrown.message === "out of memory"
  );
}
