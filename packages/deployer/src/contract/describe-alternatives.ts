import type { Alternative } from "./alternatives.js";
import { canonical, listOf, type SchemaObject, schemasOf } from "./json-schema.js";

const shownLiterals = 8;

/** What people call the values that alternatives stand for: `"a", "b" or null`. */
export function describeAlternatives(all: readonly Alternative[]): string {
  if (all.length === 0) return "nothing";
  const literals = all.filter(({ keywords }) => keywords === undefined);
  const isBoolean = literals.filter(({ type }) => type === "boolean").length >= 2;
  const names = literals
    .filter(({ type }) => !(isBoolean && type === "boolean"))
    .map(({ literal }) => canonical(literal));
  const shown =
    names.length > shownLiterals
      ? [...names.slice(0, shownLiterals), `${String(names.length - shownLiterals)} more`]
      : names;
  const types = all.flatMap(({ type, keywords }) =>
    keywords ? [type === "object" ? describeObject(keywords) : type] : [],
  );
  const words = [...new Set([...types, ...(isBoolean ? ["boolean"] : []), ...shown])];
  if (words.length >= 6 && words.includes("object") && words.includes("array")) return "anything";
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${last}` : last;
}

/** An object by the member that tells it apart from others, where it has one: `object with kind "circle"`. */
function describeObject({ properties, required }: SchemaObject): string {
  const named = listOf(required);
  for (const [name, schema] of Object.entries(schemasOf(properties))) {
    if (typeof schema === "boolean" || !named.includes(name) || !("const" in schema)) continue;
    return `object with ${name} ${canonical(schema["const"])}`;
  }
  return "object";
}
