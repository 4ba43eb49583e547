/** An operation that calls functions, as the setting that names a version says it: `12 (call_fn exact)`. */
export interface Operation {
  readonly name: string;
  /** What kind of run it is. */
  readonly kind: string;
}

type Counters = Record<string, Counter | undefined>;

interface Counter {
  calls: number;
  readonly errors: number;
  readonly latency_ms: { total: number; last: number; max: number };
  readonly error_classes: Readonly<Record<string, number>>;
  readonly kinds: Record<string, number>;
}

/** Where `plts_count` counts too: under a symbol, which no code of a module can reach. */
const place = Symbol.for("plts.counters");

/** The operation that a pin names; undefined where it names none, or one that counts for itself. */
export function operationOf(pin: string): Operation | undefined {
  const [, name, kind] = /\((\w+) (\w+)\)$/.exec(pin) ?? [];
  return name !== undefined && kind !== undefined ? { name, kind } : undefined;
}

/** Counts an operation whose call has succeeded, which costs less than a call of `plts_count`. */
export function countOperation({ name, kind }: Operation, elapsedMs: number): void {
  const home = globalThis as unknown as Record<symbol, Counters | undefined>;
  const counters = (home[place] ??= Object.create(null) as Counters);
  const counter = (counters[name] ??= {
    calls: 0,
    errors: 0,
    latency_ms: { total: 0, last: 0, max: 0 },
    error_classes: Object.create(null) as Record<string, number>,
    kinds: Object.create(null) as Record<string, number>,
  });
  const { latency_ms: latency, kinds } = counter;
  counter.calls += 1;
  latency.total += elapsedMs;
  latency.last = elapsedMs;
  if (elapsedMs > latency.max) latency.max = elapsedMs;
  kinds[kind] = (kinds[kind] ?? 0) + 1;
}
