-- Runs the compiler, which is loaded at a session's first compilation. An engine may make a global variable of the name.
create or replace function plts.plts_run_compiler(request text)
returns text
language :"engine"
as $$
"use strict";
let compiler = globalThis.plts_compiler;
if (compiler === undefined || compiler.digest !== :'compiler_digest') {
  let script;
  try {
    [{ script }] = :engine.execute("select plts.load_asset('compiler') as script");
  } catch (error) {
    // A cancel, most likely. One of the engines loses its code.
    return "!" + JSON.stringify({ code: error.sqlerrcode ?? "57014", message: error.message });
  }
  compiler = {
    digest: :'compiler_digest',
    ...new Function("engine", script + "; return stopgapCompiler.serve(engine);")(:engine),
  };
  Object.defineProperty(globalThis, "plts_compiler", { value: Object.freeze(compiler), configurable: true });
}
return compiler.compile(request);
$$;
