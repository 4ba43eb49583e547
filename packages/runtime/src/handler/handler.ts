import type { Context } from "../context/context.js";
import { type ArgsSchema, isArgsSchema, validateArgs } from "../schema/parse-args.js";
import type { InferInput, InferOutput } from "../schema/standard-schema.js";

/** Whether a function reads, or also writes. */
export type HandlerKind = "query" | "mutation";

/** A function that the kernel runs: wrapped by `query` or `mutation`. */
export interface Handler<Kind extends HandlerKind, Args, Result> {
  (ctx: Context): Result;
  readonly __stopgap_kind: Kind;
  readonly __stopgap_args_schema: ArgsSchema | null;
  /** Never there; carries the type of the arguments to callers. */
  readonly "~args"?: Args;
}

/** A default export without a wrapper: it may write, and sees its arguments as they came. */
export type PlainHandler = (ctx: Context) => unknown;

/** The types of a handler's arguments and of what it returns. */
export type InferArgs<H> = H extends Handler<HandlerKind, infer Args, unknown> ? Args : never;
export type InferResult<H> = H extends {
  (ctx: Context): infer Result;
  readonly __stopgap_kind: HandlerKind;
}
  ? Awaited<Result>
  : never;

interface Define<Kind extends HandlerKind> {
  <S extends ArgsSchema, Result>(
    schema: S,
    handler: (args: InferOutput<S>, ctx: Context) => Result,
  ): Handler<Kind, InferInput<S>, Result>;
  <Result>(handler: (args: unknown, ctx: Context) => Result): Handler<Kind, unknown, Result>;
}

/**
 * A function that reads. PostgreSQL refuses every write that it tries.
 *
 * @param schema what the arguments must be; the handler receives the parsed output
 * @param handler the function; it may be async
 * @returns the handler, to be exported
 * @throws {TypeError} when the handler is no function, or the schema no schema
 * @example
 * export default query(v.object({ id: v.int() }), async (args, ctx) => {
 *   const [user] = await ctx.db.query("select * from app.users where id = $1", [args.id]);
 *   return user ?? null;
 * });
 */
export const query: Define<"query"> = define("query");

/**
 * A function that reads and writes. Takes what `query` takes.
 *
 * @example
 * export default mutation(v.object({ email: v.email() }), async (args, ctx) =>
 *   ctx.db.exec("insert into app.users (email) values ($1)", [args.email]));
 */
export const mutation: Define<"mutation"> = define("mutation");

type Run = (args: unknown, ctx: Context) => unknown;

function define<Kind extends HandlerKind>(kind: Kind): Define<Kind> {
  return (first: unknown, second?: Run): Handler<Kind, never, never> => {
    const [schema, run] = typeof first === "function" && !second ? [null, first] : [first, second];
    if (typeof run !== "function") {
      throw new TypeError(`stopgap.${kind} expects a function handler`);
    }
    if (schema !== null && !isArgsSchema(schema)) {
      throw new TypeError(
        `stopgap.${kind} expects a schema made with v, or a validator that follows Standard Schema`,
      );
    }
    const handler = (ctx: Context): unknown =>
      run(schema === null ? ctx.args : validateArgs(schema, ctx.args), ctx);
    // Not to be changed afterwards: what a function was deployed as is what it stays.
    return Object.defineProperties(handler, {
      __stopgap_kind: { value: kind, enumerable: true },
      __stopgap_args_schema: { value: schema, enumerable: true },
    }) as Handler<Kind, never, never>;
  };
}
