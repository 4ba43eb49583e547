import type { TypeName } from "@pgsql/types";

import { scanSql } from "./sql-parser.js";
import { namesOf } from "./syntax-tree.js";

/** A type as `to_regtype` takes it, without modifiers such as a length. */
export async function typeReference({
  names,
  setof,
  pct_type: isOfColumn,
  arrayBounds = [],
}: TypeName): Promise<string> {
  const parts = namesOf(names);
  const own = parts.length === 2 && parts[0] === "pg_catalog" ? parts.slice(1) : undefined;
  const name = own?.[0] ?? (await Promise.all(parts.map(quoteName))).join(".");
  const dimension = arrayBounds.length > 0 ? "[]" : "";
  return `${setof === true ? "setof " : ""}${name}${isOfColumn === true ? "%type" : ""}${dimension}`;
}

/** A name with quotes, where it is not read as itself without them. */
async function quoteName(name: string): Promise<string> {
  const scanned = await scanSql(name);
  const [token, ...more] = scanned.ok ? scanned.tokens : [];
  const isPlain =
    more.length === 0 &&
    (token?.kind === "identifier" || (token?.kind === "keyword" && !token.isReserved)) &&
    token.text === name &&
    !/[A-Z"]/.test(name);
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}
