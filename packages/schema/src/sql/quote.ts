import type { QualifiedName } from "../declared/declared-schema.js";

/** A name as an identifier, always in quotes. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** A qualified name as SQL, always in quotes. */
export function quoteName({ schema, name }: QualifiedName): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** A name as people and tracking tables know it: without `public`, and in quotes only where it would be another name without them. */
export function spell({ schema, name }: QualifiedName): string {
  return schema === "public" ? spellPart(name) : `${spellPart(schema)}.${spellPart(name)}`;
}

function spellPart(part: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(part) ? part : quoteIdentifier(part);
}
