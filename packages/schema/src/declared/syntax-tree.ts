import type { A_Const, Node, RangeVar, TypeCast, TypeName } from "@pgsql/types";

import type { QualifiedName } from "./declared-schema.js";

/** The one key of a node, which says what it is. */
export function nodeKind(node: Node): string {
  return Object.keys(node)[0] ?? "";
}

/** What a list of names says, such as those of a function or a type. */
export function namesOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) =>
    "String" in node && node.String.sval !== undefined ? [node.String.sval] : [],
  );
}

/** A name of one or two parts; of three, the first is the database and left out. */
export function qualifiedName(parts: readonly string[]): QualifiedName {
  return { schema: parts.at(-2) ?? "public", name: parts.at(-1) ?? "" };
}

/** The name of a relation. */
export function relationName({ schemaname, relname }: RangeVar): QualifiedName {
  return { schema: schemaname ?? "public", name: relname ?? "" };
}

/** A name as people write it: `public` is left out. */
export function displayName({ schema, name }: QualifiedName): string {
  return schema === "public" ? name : `${schema}.${name}`;
}

/** A name as a key of a map. */
export function nameKey({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name]);
}

/** What a tree mentions by name. */
export interface Mentions {
  readonly relations: readonly QualifiedName[];
  /** Types that are not PostgreSQL's own, their arrays' too. */
  readonly types: readonly QualifiedName[];
  readonly functions: readonly QualifiedName[];
  /** The texts by which functions such as `nextval` name sequences, and casts to `regclass` relations. */
  readonly sequences: readonly string[];
}

type Value = Readonly<Record<string, unknown>>;

/** All names that a part of a tree mentions. Without recursion, because it may be nested deeply. */
export function mentionsOf(tree: unknown): Mentions {
  const relations: QualifiedName[] = [];
  const types: QualifiedName[] = [];
  const functions: QualifiedName[] = [];
  const sequences: string[] = [];
  const withNames = new Set<string>();
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (value === null || typeof value !== "object") continue;
    if (Array.isArray(value)) {
      pushReversed(waiting, value);
      continue;
    }
    const node = value as Value;
    if (typeof node["relname"] === "string") relations.push(relationName(node));
    else if (isTypeName(node)) types.push(...ownType(node));
    else if (Array.isArray(node["funcname"])) {
      const called = qualifiedName(namesOf(node["funcname"] as Node[]));
      functions.push(called);
      if (sequenceFunctions.has(called.name)) sequences.push(...firstText(node["args"]));
    } else if ("TypeCast" in node) {
      const { arg, typeName } = (node as { readonly TypeCast: TypeCast }).TypeCast;
      if (namesOf(typeName?.names).at(-1) === "regclass") sequences.push(...firstText([arg]));
    }
    if (typeof node["ctename"] === "string") withNames.add(node["ctename"]);
    pushReversed(waiting, Object.values(node));
  }
  return {
    relations: relations.filter(({ schema, name }) => schema !== "public" || !withNames.has(name)),
    types,
    functions,
    sequences,
  };
}

function pushReversed(stack: unknown[], values: readonly unknown[]): void {
  for (let index = values.length - 1; index >= 0; index -= 1) stack.push(values[index]);
}

const sequenceFunctions = new Set(["nextval", "currval", "setval"]);

/** The first of some expressions, where it is a text. */
function firstText(expressions: unknown): readonly string[] {
  const [first] = Array.isArray(expressions) ? (expressions as readonly unknown[]) : [];
  const text = (first as { readonly A_Const?: A_Const } | undefined)?.A_Const?.sval?.sval;
  return text === undefined ? [] : [text];
}

function isTypeName(node: Value): node is Value & TypeName {
  return Array.isArray(node["names"]) && "typemod" in node;
}

/** A type, where it is none of `pg_catalog`. */
function ownType({ names }: TypeName): readonly QualifiedName[] {
  const name = qualifiedName(namesOf(names));
  return name.schema === "pg_catalog" ? [] : [name];
}
