import type { Client } from "pg";
import type { Case } from "./cases.js";

/**
 * Creates the functions of each case, by its number. In the engine's own language, `input_0` makes the input only, and `bare_0`
 * makes the call too. The handler `handler_0` answers the milliseconds of the call, and tells afterwards how far it came.
 */
export async function createFunctions(
  client: Client,
  engine: string,
  cases: readonly Case[],
): Promise<void> {
  await client.query("create schema built_ins");
  // All of the engine's own first: creating one may throw away the compiler that the session has loaded.
  for (const [number, { prepare, call }] of cases.entries()) {
    for (const [name, body] of [
      ["input", prepare],
      ["bare", `${prepare} ${call};`],
    ] as const) {
      await client.query(
        `create function built_ins.${name}_${String(number)}() returns void language ${engine} as $js$ ${body} $js$`,
      );
    }
  }
  for (const [number, { prepare, call }] of cases.entries()) {
    await client.query(
      `create function built_ins.handler_${String(number)}(args jsonb) returns jsonb language plts as $ts$
         let stage = "none";
         export default (ctx) => {
           if (ctx.args === "stage") return stage;
           stage = "before"; ${prepare}
           stage = "within"; const start = Date.now(); ${call};
           stage = "after"; return Date.now() - start;
         };
       $ts$`,
    );
  }
}
