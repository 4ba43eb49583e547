import type { JsonSchema } from "@stopgap/runtime";
import ts from "typescript";
import { canonicalJson, sortKeys } from "../canonical-json.js";
import { builtInSchema, takesAllJson } from "./built-in-types.js";

/** What cannot cross as JSON, and where in the value. */
export interface NotJson {
  /** Such as `$.users[].created`. */
  readonly path: string;
  /** Such as `a function`. */
  readonly found: string;
}

/** A type as JSON Schema, draft 2020-12, its keys sorted. */
export interface TypeSchema {
  /** Null: nothing is known of the value. */
  readonly schema: JsonSchema | null;
  readonly notJson: readonly NotJson[];
}

/** Which way a value crosses. */
export type Direction =
  /** From a handler: what JavaScript has is written as JSON. */
  | "result"
  /** To a handler: a value of the type is to come out of JSON. */
  | "args";

/**
 * Describes the JSON of a type's values.
 *
 * @param at where the type is used
 * @example
 * typeSchema(checker, type, at, "result"); // { schema: { type: "string", format: "date-time" }, ... } of a Date
 */
export function typeSchema(
  checker: ts.TypeChecker,
  type: ts.Type,
  at: ts.Node,
  direction: Direction,
): TypeSchema {
  const writer = new SchemaWriter(checker, at, direction);
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) {
    return { schema: null, notJson: [] };
  }
  const schema = writer.write(type);
  return { schema: sortKeys(schema), notJson: writer.notJson };
}

type Schema = Readonly<Record<string, unknown>>;

/** Deeper types are taken for endless ones, such as `type A<T> = { next: A<T[]> }`. */
const deepest = 40;

/** What goes beyond it is described as anything. */
const mostTypes = 20_000;

const nothing: Schema = { type: "null" };

class SchemaWriter {
  readonly notJson: NotJson[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #at: ts.Node;
  readonly #direction: Direction;
  /** The types that are being described, each inside the one before. */
  readonly #open: ts.Type[] = [];
  readonly #path: string[] = ["$"];
  /** Names of types that refer to themselves. */
  readonly #names = new Map<ts.Type, string>();
  readonly #definitions: Record<string, Schema> = {};
  #described = 0;

  constructor(checker: ts.TypeChecker, at: ts.Node, direction: Direction) {
    this.#checker = checker;
    this.#at = at;
    this.#direction = direction;
  }

  write(type: ts.Type): JsonSchema {
    // Arguments that are left out are not there.
    const schema = this.#direction === "args" ? this.#member("", type) : this.#schemaOf(type);
    return Object.keys(this.#definitions).length === 0
      ? schema
      : { ...schema, $defs: this.#definitions };
  }

  #schemaOf(type: ts.Type): Schema {
    const simple = this.#primitive(type);
    if (simple) return simple;
    // What refers to itself does so by a name.
    if (type.isUnion() && !type.aliasSymbol) return this.#union(type);
    const name = this.#names.get(type);
    if (name !== undefined && name in this.#definitions) return reference(name);
    if (this.#open.includes(type)) return reference(this.#nameOf(type));
    this.#described += 1;
    if (this.#open.length >= deepest || this.#described > mostTypes) return {};
    this.#open.push(type);
    const schema = type.isUnion() ? this.#union(type) : this.#object(type);
    this.#open.pop();
    const own = this.#names.get(type);
    if (own === undefined) return schema;
    this.#definitions[own] = schema;
    return reference(own);
  }

  #primitive(type: ts.Type): Schema | undefined {
    const { flags } = type;
    const has = (wanted: ts.TypeFlags): boolean => (flags & wanted) !== 0;
    if (has(ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (has(ts.TypeFlags.Never)) return { not: {} };
    if (has(ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return nothing;
    if (type.isStringLiteral()) return { type: "string", const: type.value };
    if (type.isNumberLiteral()) return { type: "number", const: type.value };
    if (has(ts.TypeFlags.BooleanLiteral)) {
      return { type: "boolean", const: type === this.#checker.getTrueType() };
    }
    if (has(ts.TypeFlags.Boolean)) return { type: "boolean" };
    if (has(ts.TypeFlags.StringLike)) return { type: "string" };
    if (has(ts.TypeFlags.NumberLike) && !type.isUnion()) return { type: "number" };
    if (has(ts.TypeFlags.BigIntLike)) return { type: "integer", format: "int64" };
    if (has(ts.TypeFlags.ESSymbolLike)) return this.#refuse("a symbol");
    if (has(ts.TypeFlags.NonPrimitive)) return { type: "object" };
    return undefined;
  }

  #union(type: ts.UnionType): Schema {
    // Whatever takes all of JSON needs no list of its kinds.
    if (takesAllJson(this.#checker, type)) return {};
    const members = type.types.map((member) => this.#schemaOf(member));
    return unionOf(members);
  }

  #object(type: ts.Type): Schema {
    const checker = this.#checker;
    if (type.isIntersection()) {
      // A brand on a string is a string.
      const primitive = type.types
        .map((member) => this.#primitive(member))
        .find((schema) => schema?.["type"] !== undefined && schema["type"] !== "object");
      if (primitive) return primitive;
    }
    if ((type.flags & ts.TypeFlags.Instantiable) !== 0) {
      const constraint = checker.getBaseConstraintOfType(type);
      return constraint && constraint !== type ? this.#schemaOf(constraint) : {};
    }
    const builtIn = builtInSchema(type, this.#direction);
    if (builtIn) return "refused" in builtIn ? this.#refuse(builtIn.refused) : builtIn.schema;
    const toJson = this.#direction === "result" ? type.getProperty("toJSON") : undefined;
    const [written] = toJson ? this.#typeOf(toJson).getCallSignatures() : [];
    if (written) return this.#schemaOf(written.getReturnType());
    if (checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      return { type: "array", items: element ? this.#element("[]", element) : {} };
    }
    if (type.getCallSignatures().length > 0) return this.#refuse("a function");
    if (type.getConstructSignatures().length > 0) return this.#refuse("a class");
    if (type.isClass() || isInstance(type)) {
      this.#refuse(`an instance of ${type.symbol.name}, of which only its own members cross`);
    }
    return this.#members(type);
  }

  #tuple(type: ts.TupleTypeReference): Schema {
    const { elementFlags } = type.target;
    const types = this.#checker.getTypeArguments(type);
    const isRest = (flags: ts.ElementFlags | undefined): boolean =>
      flags !== undefined && (flags & ts.ElementFlags.Variable) !== 0;
    const rest = elementFlags.findIndex(isRest);
    const end = rest === -1 ? types.length : rest;
    const schemas = types.map((element, index) => this.#element(`[${String(index)}]`, element));
    const required = elementFlags.filter((flags) => (flags & ts.ElementFlags.Required) !== 0);
    const tail = schemas.slice(end);
    return {
      type: "array",
      ...(end > 0 ? { prefixItems: schemas.slice(0, end) } : {}),
      items: tail.length === 0 ? false : unionOf(tail),
      ...(required.length > 0 ? { minItems: required.length } : {}),
    };
  }

  #members(type: ts.Type): Schema {
    const checker = this.#checker;
    const properties = checker
      .getPropertiesOfType(type)
      // Symbols, and names with `#`.
      .filter((property) => !/^__[@#]/.test(property.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const isClass = type.isClass() || isInstance(type);
    const written: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of properties) {
      // Methods of a class are not the instance's own.
      if (isClass && (property.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor)) !== 0)
        continue;
      const member = this.#typeOf(property);
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      // JSON leaves such a member out.
      if (isUndefined(member) || (isOptional && isNever(member))) continue;
      written[property.name] = this.#member(memberPath(property.name), member);
      if (!isOptional && !mayBeUndefined(member)) required.push(property.name);
    }
    const index = checker
      .getIndexInfosOfType(type)
      .filter(({ keyType }) => (keyType.flags & ts.TypeFlags.ESSymbolLike) === 0)
      .map((info) => this.#member("[*]", info.type));
    const isEmpty = properties.length === 0 && index.length === 0;
    // `{}` is anything but null.
    if (isEmpty && !isObjectLiteral(type)) return {};
    return {
      type: "object",
      ...(index.length > 0 && properties.length === 0 ? {} : { properties: written }),
      ...(required.length > 0 ? { required } : {}),
      ...(index.length > 0 ? { additionalProperties: unionOf(index) } : {}),
    };
  }

  #typeOf(symbol: ts.Symbol): ts.Type {
    return this.#checker.getTypeOfSymbolAtLocation(symbol, this.#at);
  }

  /** A member of an object is missing where it is undefined. */
  #member(segment: string, type: ts.Type): Schema {
    return this.#inside(segment, () =>
      type.isUnion() && mayBeUndefined(type) && !takesAllJson(this.#checker, type)
        ? unionOf(type.types.filter((one) => !isUndefined(one)).map((one) => this.#schemaOf(one)))
        : this.#schemaOf(type),
    );
  }

  /** An element of an array is null where it is undefined. */
  #element(segment: string, type: ts.Type): Schema {
    return this.#inside(segment, () => this.#schemaOf(type));
  }

  #inside(segment: string, describe: () => Schema): Schema {
    this.#path.push(segment);
    const schema = describe();
    this.#path.pop();
    return schema;
  }

  #refuse(found: string): Schema {
    this.notJson.push({ path: this.#path.join(""), found });
    return {};
  }

  #nameOf(type: ts.Type): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const symbol = symbolOf(type);
    const base = symbol && /^[A-Za-z]\w*$/.test(symbol.name) ? symbol.name : "Value";
    const taken = new Set(this.#names.values());
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}${String(number)}`;
    this.#names.set(type, name);
    return name;
  }
}

/** Not all types have one, whatever is declared. */
function symbolOf(type: ts.Type): ts.Symbol | undefined {
  return type.aliasSymbol ?? type.symbol;
}

/** One schema of several, whatever their order: literals of one kind as a list. */
function unionOf(members: readonly Schema[]): Schema {
  const distinct = new Map(members.map((member) => [canonicalJson(member), member]));
  const schemas = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, member]) => member);
  if (schemas.some((schema) => Object.keys(schema).length === 0)) return {};
  const literals = schemas.filter((schema) => "const" in schema);
  const others = schemas.filter((schema) => !("const" in schema));
  const kinds = [...new Set(literals.map((schema) => String(schema["type"])))];
  const lists = kinds.map((type): Schema => {
    const values = literals.flatMap((one) => (one["type"] === type ? [one["const"]] : []));
    if (type === "boolean" && values.length === 2) return { type };
    return values.length === 1 ? { type, const: values[0] } : { type, enum: values };
  });
  const all = [...lists, ...others.filter(({ type }) => type !== "null")];
  const withNull = others.some(({ type }) => type === "null") ? [...all, nothing] : all;
  const [only] = withNull;
  return only && withNull.length === 1 ? only : { anyOf: withNull };
}

function reference(name: string): Schema {
  return { $ref: `#/$defs/${name}` };
}

function memberPath(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function mayBeUndefined(type: ts.Type): boolean {
  return isUndefined(type) || (type.isUnion() && type.types.some(isUndefined));
}

function isNever(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Never) !== 0;
}

function isUndefined(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
}

/** Whether a type is that of a class's instances, with its type parameters filled in. */
function isInstance(type: ts.Type): boolean {
  const symbol = type.symbol as ts.Symbol | undefined;
  if (!symbol || (symbol.flags & ts.SymbolFlags.Class) === 0) return false;
  const { objectFlags } = type as ts.ObjectType;
  return (objectFlags & (ts.ObjectFlags.Reference | ts.ObjectFlags.Class)) !== 0;
}

/** Whether an object without members was written out, and is not the type `{}`. */
function isObjectLiteral(type: ts.Type): boolean {
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.ObjectLiteral) !== 0;
}
