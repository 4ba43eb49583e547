import type { FunctionKind } from "./function.js";

/** What the client must know of a function to call it. */
export interface FunctionInfo {
  readonly kind: FunctionKind;
  /** Whether calling it twice does what calling it once does; such calls may be sent again after a failure. */
  readonly idempotent: boolean;
}

/** What an api is made from. */
export interface ApiContents {
  /** Names the paths, arguments and results of all functions: `sha256:...`. */
  readonly contractHash: string;
  /** By the path without its `api.`, such as `users.get`. */
  readonly functions: Readonly<Record<string, FunctionInfo>>;
}

declare const typed: unique symbol;

/** The functions of a deployment, with their types. */
export interface ApiDefinition<Api> extends ApiContents {
  readonly [typed]?: Api;
}

/**
 * Ties the types of a deployment's functions to what the client must know of them. A generated `api.ts` calls it.
 *
 * @example
 * export interface Api {
 *   readonly users: { readonly get: Query<{ id: number }, { email: string } | null> };
 * }
 * export const api = defineApi<Api>({
 *   contractHash: "sha256:...",
 *   functions: { "users.get": { kind: "query", idempotent: true } },
 * });
 */
export function defineApi<Api>(contents: ApiContents): ApiDefinition<Api> {
  return contents;
}
