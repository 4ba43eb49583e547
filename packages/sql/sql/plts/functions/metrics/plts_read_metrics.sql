-- What a script has counted in this session (functions: what the kernel has, function by function), for the role in force; null where it has not been loaded.
create or replace function plts.plts_read_metrics(script text)
returns text
language :"engine"
as $$
"use strict";
const counted = script === "compiler" ? globalThis.plts_compiler : globalThis.plts_kernel;
if (counted === undefined) return null;
return script === "functions" ? counted.functionMetrics() : counted.metrics();
$$;
