import { createHash } from "node:crypto";

import { RecentMap } from "./recent-map.js";

/** A statement, and the name that connections know it by. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** A statement with its values as text. */
export interface BoundStatement extends NamedStatement {
  readonly values: readonly (string | null)[];
}

/** Those that are used again and again, so that their names need not be made each time. */
const known = new RecentMap<NamedStatement>(5000);

/** A statement with the name that the same text always has. */
export function named(text: string): NamedStatement {
  const statement = known.get(text);
  if (statement) return statement;
  const digest = createHash("sha256").update(text).digest("base64url");
  const made = { name: `gateway_${digest.slice(0, 22)}`, text };
  known.set(text, made);
  return made;
}
