-- What every shell calls: runs an export of an artifact with JSON arguments. shape says how they are to be understood and
-- what the result is to be, where it is not one value. The kernel is loaded at a role's first call.
create or replace function plts.invoke(call text, args text, routine oid, shape text default null)
returns text
language :"engine"
as $$
"use strict";
let kernel = globalThis.plts_kernel;
if (kernel === undefined || kernel.digest !== :'kernel_digest') {
  const started = Date.now();
  let script;
  try {
    [{ script }] = :engine.execute("select plts.load_asset('kernel') as script");
  } catch (error) {
    // A cancel, most likely. One of the engines loses its code.
    return "!" + JSON.stringify({ code: error.sqlerrcode ?? "57014", message: error.message });
  }
  const { invoke, metrics, functionMetrics } = new Function(script)();
  const loadMs = Date.now() - started;
  kernel = { digest: :'kernel_digest', invoke, functionMetrics, metrics: () => metrics(loadMs) };
  Object.defineProperty(globalThis, "plts_kernel", { value: Object.freeze(kernel), configurable: true });
}
return kernel.invoke(call, args, routine, shape);
$$;
