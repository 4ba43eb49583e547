import type { Context } from "../context/context.js";
import type { InferJsonSchema, JsonSchema } from "../schema/json-schema/json-schema.js";
import { type ArgsSchema, isArgsSchema } from "../schema/parse-args.js";
import type { InferInput, InferOutput, StandardSchema } from "../schema/standard-schema.js";
import { checkedArgs } from "./checked-args.js";
import {
  type HandlerKind,
  type HandlerOptions,
  type HandlerSecurity,
  isHandlerOptions,
  readHandlerOptions,
} from "./handler-options.js";

/** A function that the kernel runs: wrapped by `query`, `mutation`, or one of the internal ones. */
export interface Handler<
  Kind extends HandlerKind,
  Args,
  Result,
  Roles extends readonly string[] | null = null,
  Security extends HandlerSecurity | null = null,
  Idempotent extends boolean | null = null,
> {
  (ctx: Context): Result;
  readonly __stopgap_kind: Kind;
  readonly __stopgap_args_schema: ArgsSchema | null;
  /** The only roles that may call the live function; null where they are not named. */
  readonly __stopgap_roles: Roles;
  /** With whose rights the live function runs; null: with its caller's. */
  readonly __stopgap_security: Security;
  /** Whether calling a mutation again does no harm; null where it does not say so. */
  readonly __stopgap_idempotent: Idempotent;
  /** Never there; carries the type of the arguments to callers. */
  readonly "~args"?: Args;
}

/** A default export without a wrapper: it may write, and sees its arguments as they came. */
export type PlainHandler = (ctx: Context) => unknown;

/** A handler of any kind. */
type AnyHandler<Args> = Handler<
  HandlerKind,
  Args,
  unknown,
  readonly string[] | null,
  HandlerSecurity | null,
  boolean | null
>;

/** The types of a handler's arguments and of what it returns. */
export type InferArgs<H> = H extends AnyHandler<infer Args> ? Args : never;
export type InferResult<H> = H extends {
  (ctx: Context): infer Result;
  readonly __stopgap_kind: HandlerKind;
}
  ? Awaited<Result>
  : never;

/** What can be called from outside, and so may say by whom. */
interface Define<Kind extends HandlerKind>
  extends DefineWithOptions<Kind>, DefineInternal<Kind>, DefineJsonWithOptions<Kind> {}

/** Only mutations say whether they are idempotent. */
type Said<Kind extends HandlerKind, Idempotent> = Kind extends "mutation" ? Idempotent : null;

type DefineWithOptions<Kind extends HandlerKind> = <
  Result,
  S extends StandardSchema = StandardSchema,
  const Roles extends readonly string[] | null = null,
  const Security extends HandlerSecurity | null = null,
  const Idempotent extends boolean | null = null,
>(
  options: HandlerOptions<S, Roles, Security, Said<Kind, Idempotent>>,
  handler: (args: InferOutput<S>, ctx: Context) => Result,
) => Handler<Kind, InferInput<S>, Result, Roles, Security, Idempotent>;

interface DefineInternal<Kind extends HandlerKind> {
  <S extends StandardSchema, Result>(
    schema: S,
    handler: (args: InferOutput<S>, ctx: Context) => Result,
  ): Handler<Kind, InferInput<S>, Result>;
  <Result, S extends StandardSchema = StandardSchema>(
    options: Pick<HandlerOptions<S>, "args" | "~standard">,
    handler: (args: InferOutput<S>, ctx: Context) => Result,
  ): Handler<Kind, InferInput<S>, Result>;
  <Result>(handler: (args: unknown, ctx: Context) => Result): Handler<Kind, unknown, Result>;
  // Last, because looking at the types of JSON Schema takes time: whoever uses none does not wait for it.
  <const S extends JsonSchema, Result>(
    schema: S,
    handler: (args: InferJsonSchema<S>, ctx: Context) => Result,
  ): Handler<Kind, InferJsonSchema<S>, Result>;
  <Result, const S extends JsonSchema>(
    options: { readonly args: S },
    handler: (args: InferJsonSchema<S>, ctx: Context) => Result,
  ): Handler<Kind, InferJsonSchema<S>, Result>;
}

type DefineJsonWithOptions<Kind extends HandlerKind> = <
  Result,
  const S extends JsonSchema,
  const Roles extends readonly string[] | null = null,
  const Security extends HandlerSecurity | null = null,
  const Idempotent extends boolean | null = null,
>(
  options: HandlerOptions<S, Roles, Security, Said<Kind, Idempotent>>,
  handler: (args: InferJsonSchema<S>, ctx: Context) => Result,
) => Handler<Kind, InferJsonSchema<S>, Result, Roles, Security, Idempotent>;

/**
 * A function that reads. PostgreSQL refuses every write that it tries.
 *
 * @param schema what the arguments must be; or options: `{ args, roles, security }`, a mutation's also `idempotent`
 * @param handler the function, which receives the schema's parsed output; it may be async
 * @returns the handler, to be exported
 * @throws {TypeError} when the handler is no function, the schema no schema, or an option wrong
 * @example
 * export default query(v.object({ id: v.int() }), async (args, ctx) => {
 *   const [user] = await ctx.db.query("select * from app.users where id = $1", [args.id]);
 *   return user ?? null;
 * });
 */
export const query: Define<"query"> = define("query");

/**
 * A function that reads and writes. Takes what `query` takes, and the option `idempotent`: whether calling it again does no
 * harm.
 *
 * @example
 * export default mutation(
 *   { args: v.object({ email: v.email() }), roles: ["support"] },
 *   async (args, ctx) => ctx.db.exec("insert into app.users (email) values ($1)", [args.email]),
 * );
 */
export const mutation: Define<"mutation"> = define("mutation");

/**
 * A function that reads and has no live function: only handlers can call it. Takes what `query` takes, but no other
 * option than `args`.
 *
 * @example
 * export default internalQuery(v.object({ id: v.int() }), async (args, ctx) =>
 *   ctx.db.query("select * from app.users where id = $1", [args.id]));
 */
export const internalQuery: DefineInternal<"internalQuery"> = define("internalQuery");

/**
 * A function that reads and writes and has no live function. Takes what `internalQuery` takes.
 *
 * @example
 * export default internalMutation(v.object({ id: v.int() }), async (args, ctx) =>
 *   ctx.db.exec("delete from app.users where id = $1", [args.id]));
 */
export const internalMutation: DefineInternal<"internalMutation"> = define("internalMutation");

type Run = (args: unknown, ctx: Context) => unknown;

function define<Kind extends HandlerKind>(kind: Kind): Define<Kind> {
  return (first: unknown, second?: Run): Handler<Kind, never, never, never, never, never> => {
    const [given, run] = typeof first === "function" && !second ? [null, first] : [first, second];
    if (typeof run !== "function") {
      throw new TypeError(`stopgap.${kind} expects a function handler`);
    }
    const {
      args: schema,
      roles,
      security,
      idempotent,
    } = isHandlerOptions(given)
      ? readHandlerOptions(kind, given)
      : { args: given, roles: null, security: null, idempotent: null };
    if (schema !== null && !isArgsSchema(schema)) {
      throw new TypeError(
        `stopgap.${kind} expects a schema made with v, a validator that follows Standard Schema, or a JSON Schema`,
      );
    }
    const handler = (ctx: Context): unknown =>
      run(schema === null ? ctx.args : checkedArgs(schema, ctx.args), ctx);
    // Not to be changed afterwards: what a function was deployed as is what it stays.
    return Object.defineProperties(handler, {
      __stopgap_kind: { value: kind, enumerable: true },
      __stopgap_args_schema: { value: schema, enumerable: true },
      __stopgap_roles: { value: roles },
      __stopgap_security: { value: security },
      __stopgap_idempotent: { value: idempotent },
    }) as Handler<Kind, never, never, never, never, never>;
  };
}
