import type { HandlerKind } from "../handler/handler-options.js";
import type { InferArgs } from "../handler/handler.js";
import type { Context } from "./context.js";

/** What can be run: a handler, or a plain function of a context. */
type Runnable = (ctx: Context) => unknown;

/** Arguments may be left out where anything goes. A plain function takes what it is given. */
type RunArgs<F> = F extends { readonly __stopgap_kind: HandlerKind }
  ? unknown extends InferArgs<F>
    ? [args?: unknown]
    : [args: InferArgs<F>]
  : [args?: unknown];

/**
 * Calls another function: one of the same module or an imported one.
 *
 * A handler's arguments are validated by its schema. The function gets a context of its own, with the mode that its kind gives
 * it: a plain one may write; in a query everything only reads. What it does is undone when it fails, and the failure can be
 * caught. A function that may write runs at once and to its end, as in `db.transaction`.
 *
 * @param fn the function
 * @param args its arguments, as they are: nothing is turned into JSON on the way, the result neither
 * @returns what it returns
 * @throws {Error} 25006 when a query is to run a mutation
 * @example
 * import credit from "@stopgap/billing/credit";
 * const balance = await ctx.run(credit, { account: 7, amount: 5 });
 */
export type Run = <F extends Runnable>(
  fn: F,
  ...args: RunArgs<F>
) => Promise<Awaited<ReturnType<F>>>;
