import type { SqlRunner } from "../engine/engine.js";

/** A canceled statement tells in words alone whether time was why. Its clock starts a moment before the one that is asked. */
const question = `select (t > interval '0' and clock_timestamp() - statement_timestamp() >= t * 0.95)::text as j
  from (select current_setting('statement_timeout')::interval) as settings (t)`;

/** Whether the client's statement has run for as long as `statement_timeout` lets it. */
export function isStatementTimeout(engine: SqlRunner): boolean {
  const outcome = engine.fetch(question);
  return outcome.ok && outcome.text === "true";
}
