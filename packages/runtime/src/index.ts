/**
 * What a function imports: wrappers, schemas, and the types of its context.
 *
 * @example
 * import { query, v } from "@stopgap/runtime";
 * export default query(v.object({ id: v.int() }), (args) => args.id + 1);
 *
 * @module
 */
import { internalMutation, internalQuery, mutation, query } from "./handler/handler.js";
import { validateArgs } from "./schema/parse-args.js";
import { v } from "./schema/v.js";

export type { Auth, Claims } from "./context/auth.js";
export type { Context, FunctionInfo } from "./context/context.js";
export type { Run } from "./context/run.js";
export type { Log, LogLevel } from "./context/log.js";
export type {
  DatabaseError,
  DbApi,
  DbMode,
  ExecResult,
  SqlInput,
  SqlStatement,
  TypedQuery,
} from "./context/db.js";
export type { RowTrigger, StatementTrigger, Trigger, TriggerContext } from "./context/trigger.js";
export type { Handler, InferArgs, InferResult, PlainHandler } from "./handler/handler.js";
export type { HandlerKind, HandlerOptions, HandlerSecurity } from "./handler/handler-options.js";
export type { JsonValue } from "./json.js";
export { ArgsError, type ArgsIssue } from "./schema/args-error.js";
export type { InferJsonSchema, JsonSchema } from "./schema/json-schema/json-schema.js";
export type { ArgsSchema } from "./schema/parse-args.js";
export type { Builders } from "./schema/builders/builders.js";
export type { ObjectSchema, Shape } from "./schema/object-schema.js";
export type { Check, Schema } from "./schema/schema.js";
export type { InferInput, InferOutput, StandardSchema } from "./schema/standard-schema.js";
export { internalMutation, internalQuery, mutation, query, v, validateArgs };

/** Everything at once: `stopgap.query(...)`. */
const stopgap: {
  readonly query: typeof query;
  readonly mutation: typeof mutation;
  readonly internalQuery: typeof internalQuery;
  readonly internalMutation: typeof internalMutation;
  readonly v: typeof v;
  readonly validateArgs: typeof validateArgs;
} = { query, mutation, internalQuery, internalMutation, v, validateArgs };

export default stopgap;
