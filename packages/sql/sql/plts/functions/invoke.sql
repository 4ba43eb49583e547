-- What every shell calls: runs an export of an artifact with JSON arguments. The kernel is loaded at a role's first call.
create or replace function plts.invoke(pointer text, args text, settings text)
returns text
language :"engine"
as $$
"use strict";
let kernel = globalThis.plts_kernel;
if (kernel === undefined || kernel.digest !== :'kernel_digest') {
  const [asset] = :engine.execute("select plts.load_asset('kernel') as script");
  kernel = { digest: :'kernel_digest', invoke: new Function(asset.script + "; return stopgapKernel.invoke;")() };
  Object.defineProperty(globalThis, "plts_kernel", { value: Object.freeze(kernel), configurable: true });
}
return kernel.invoke(pointer, args, settings);
$$;
