/**
 * Typed calls of deployed functions, over a `pg` connection or a gateway's HTTP.
 *
 * @example
 * const client = createClient(api, { pool: new pg.Pool() });
 * const user = await client.api.users.get({ id: 1 });
 *
 * @module
 */
export { defineApi } from "./api/define-api.js";
export type { ApiContents, ApiDefinition, FunctionInfo } from "./api/define-api.js";
export type { CallArgs, FunctionKind, Mutation, Outcome, Query } from "./api/function.js";
export type { CallSettings } from "./call/call-request.js";
export type { RetryOptions } from "./call/retry.js";
export { createClient } from "./client/client.js";
export type { Client } from "./client/client.js";
export type { ClientOptions } from "./client/client-options.js";
export type { ContractCheck } from "./contract/check-contract.js";
export { CallError, ClientError } from "./errors.js";
export type {
  ArgsIssue,
  CallErrorCode,
  CallErrorFields,
  ClientErrorCode,
  DatabaseErrorFields,
} from "./errors.js";
export type { Transaction, TransactionOptions } from "./transaction/transaction.js";
export type { Pool, Pooled } from "./transport/connection-pool.js";
export type { PreparingClient, SqlAnswer, SqlClient, Statement } from "./transport/connection.js";
export type { GatewayOptions } from "./transport/gateway-transport.js";
