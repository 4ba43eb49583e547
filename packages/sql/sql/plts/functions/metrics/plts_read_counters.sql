-- What plts_count has counted, as JSON by operation. Reading loads the engine, which takes a session's first use of it a while.
create or replace function plts.plts_read_counters()
returns text
language :"engine"
as $$
"use strict";
return JSON.stringify(globalThis[Symbol.for("plts.counters")] ?? {});
$$;
