-- Counts one run of an operation in this session, for the role in force: how long it took in milliseconds, the class of its
-- failure where it failed, and what kind of run it was where there are several. Whatever is rolled back stays counted.
create or replace function plts.plts_count(operation text, failure text, elapsed_ms double precision, kind text default null)
returns void
language :"engine"
as $$
"use strict";
// Under a symbol, which no code of a module can name.
const counters = globalThis[Symbol.for("plts.counters")] ??= Object.create(null);
const counter = counters[operation] ??= {
  calls: 0, errors: 0, latency_ms: { total: 0, last: 0, max: 0 },
  error_classes: Object.create(null), kinds: Object.create(null),
};
const { latency_ms: latency } = counter;
counter.calls += 1;
latency.total += elapsed_ms;
latency.last = elapsed_ms;
if (elapsed_ms > latency.max) latency.max = elapsed_ms;
if (kind !== null) counter.kinds[kind] = (counter.kinds[kind] ?? 0) + 1;
if (failure !== null) {
  counter.errors += 1;
  counter.error_classes[failure] = (counter.error_classes[failure] ?? 0) + 1;
}
$$;
