import {
  ArgsError,
  internalMutation,
  internalQuery,
  mutation,
  query,
  validateArgs,
} from "@stopgap/runtime/handlers";
import { freezeIntrinsics } from "../globals/intrinsics.js";
import type { ModuleExports } from "./module-loader.js";

/**
 * `@stopgap/runtime` as modules in the database import it. `v` is loaded when it is first used.
 *
 * @param loadSchemas loads the schema library
 */
export function runtimeModule(loadSchemas: () => unknown): ModuleExports {
  let schemas: unknown;
  const v = {
    enumerable: true,
    get: () => (schemas ??= loadSchemas()),
  };
  const members = { query, mutation, internalQuery, internalMutation, validateArgs };
  const stopgap = Object.defineProperty({ ...members }, "v", v);
  const module = Object.defineProperty({ ...members, ArgsError, default: stopgap }, "v", v);
  freezeIntrinsics([...Object.values(members), ArgsError, v.get]);
  Object.freeze(stopgap);
  return Object.freeze(module);
}
