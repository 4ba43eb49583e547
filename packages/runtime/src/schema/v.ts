import type { Builders } from "./builders/builders.js";
import { leftOut } from "./left-out.js";
import * as library from "./library.js";

/**
 * Builders of schemas: `v.object({ id: v.int() })`. Objects refuse keys that they do not name.
 *
 * @example
 * const args = v.object({ email: v.email(), age: v.optional(v.int()) });
 */
export const v: Builders = Object.fromEntries(
  Object.entries(library).filter(([name]) => !(name in leftOut)),
) as unknown as Builders;
