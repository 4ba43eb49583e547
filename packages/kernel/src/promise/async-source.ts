/** An iterator whose answers, or their values, may be promises. */
export interface AsyncSource {
  next(value?: unknown): unknown;
  throw?(reason?: unknown): unknown;
  return?(value?: unknown): unknown;
}

/** What an iterator answered, which must be an object. */
export function iteratorResult(value: unknown): IteratorResult<unknown, unknown> {
  if ((typeof value === "object" && value !== null) || typeof value === "function") {
    return value as IteratorResult<unknown, unknown>;
  }
  throw new TypeError(`Iterator result ${String(value)} is not an object`);
}
