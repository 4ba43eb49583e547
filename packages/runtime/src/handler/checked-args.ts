import { ArgsError } from "../schema/args-error.js";
import { type ArgsSchema, validateArgs } from "../schema/parse-args.js";

/** What each error refused. Kept apart from the error, which a handler may show to anybody. */
const refused = new WeakMap<object, { readonly args: unknown }>();

/** The arguments as a handler receives them. */
export function checkedArgs(schema: ArgsSchema, args: unknown): unknown {
  try {
    return validateArgs(schema, args);
  } catch (error) {
    if (error instanceof ArgsError) refused.set(error, { args });
    throw error;
  }
}

/** The arguments that a wrapper has refused with an error; undefined for any other error. */
export function refusedArgs(error: unknown): { readonly args: unknown } | undefined {
  return error instanceof ArgsError ? refused.get(error) : undefined;
}
