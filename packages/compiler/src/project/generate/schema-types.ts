import type { JsonSchema } from "@stopgap/runtime";
import { canonicalJson } from "../canonical-json.js";
import type { Direction } from "../contract/type-schema.js";
import {
  enclosed,
  type MemberText,
  objectText,
  textOf,
  type TypeText,
  unionText,
} from "./type-text.js";

type Keywords = Readonly<Record<string, unknown>>;

/** What references of one schema lead to. */
interface Scope {
  readonly root: Keywords;
  readonly direction: Direction;
}

/** Writes the types of JSON Schemas. Types that refer to themselves get a declaration, which several schemas can share. */
export class SchemaTypes {
  readonly #names = new Map<string, string>();
  readonly #declarations = new Map<string, TypeText>();

  /** The declarations that the types refer to, in the order in which they were first needed. */
  get declarations(): readonly string[] {
    return [...this.#declarations].map(([name, type]) => {
      const head = `export type ${name} = `;
      return `${head}${type(0, head.length)};`;
    });
  }

  /** The type of a schema's values. */
  typeOf(schema: JsonSchema | null, direction: Direction): TypeText {
    if (schema === null || schema === true) return unknown;
    return this.#write(schema, { root: Object(schema) as Keywords, direction });
  }

  #write(schema: unknown, scope: Scope): TypeText {
    if (schema === false) return textOf("never");
    if (typeof schema !== "object" || schema === null) return unknown;
    const keywords = schema as Keywords;
    const { $ref, allOf, anyOf, oneOf } = keywords;
    if (typeof $ref === "string") return this.#reference($ref, scope);
    if ("const" in keywords) return literal(keywords["const"]);
    if (Array.isArray(keywords["enum"])) return unionText(keywords["enum"].map(literal));
    const either = anyOf ?? oneOf;
    if (Array.isArray(either)) return unionText(either.map((one) => this.#write(one, scope)));
    if (Array.isArray(allOf) && allOf.length > 0) {
      const parts = allOf.map((one) => enclosed(this.#write(one, scope)));
      return (indent, column) => parts.map((part) => part(indent, column)).join(" & ");
    }
    const not = keywords["not"];
    if (not === true || (typeof not === "object" && not && Object.keys(not).length === 0)) {
      return textOf("never");
    }
    const types = typesOf(keywords);
    return types.length === 0
      ? unknown
      : unionText(types.map((type) => this.#ofType(type, keywords, scope)));
  }

  #ofType(type: string, keywords: Keywords, scope: Scope): TypeText {
    switch (type) {
      case "object":
        return this.#object(keywords, scope);
      case "array":
        return this.#array(keywords, scope);
      case "integer":
        // The client reads integers past 2^53 as bigints.
        return textOf(keywords["format"] === "int64" ? "number | bigint" : "number");
      case "boolean":
      case "null":
      case "number":
      case "string":
        return textOf(type);
      default:
        return unknown;
    }
  }

  #object(keywords: Keywords, scope: Scope): TypeText {
    const properties = Object.entries(Object(keywords["properties"]) as Keywords);
    const required = new Set(keywords["required"] as readonly string[] | undefined);
    const members = properties.map(([name, schema]): MemberText => {
      const isOptional = !required.has(name);
      const type = this.#write(schema, scope);
      const isLoose = isOptional && scope.direction === "args";
      return { name, isOptional, type: isLoose ? unionText([type, textOf("undefined")]) : type };
    });
    const { additionalProperties: rest, patternProperties } = keywords;
    if (rest === false && patternProperties === undefined) return objectText(members);
    const isOpen = rest !== undefined || patternProperties !== undefined;
    if (members.length === 0) {
      const type = rest === undefined || rest === false ? unknown : this.#write(rest, scope);
      return (indent, column) => `Record<string, ${type(indent, column + 15)}>`;
    }
    if (!isOpen) return objectText(members);
    // An index says something of the named members too.
    const type = typeof rest === "object" ? this.#write(rest, scope) : unknown;
    const all = unionText([type, ...members.map((member) => member.type)]);
    const isUnknown = type === unknown || members.some((member) => member.type === unknown);
    return objectText(members, isUnknown ? unknown : withUndefined(all, members));
  }

  #array(keywords: Keywords, scope: Scope): TypeText {
    const { items, prefixItems, minItems } = keywords;
    const readonly = scope.direction === "args" ? "readonly " : "";
    if (!Array.isArray(prefixItems) && items !== false) {
      const element = enclosed(this.#write(items, scope));
      return (indent, column) => `${readonly}${element(indent, column + readonly.length)}[]`;
    }
    const first = (Array.isArray(prefixItems) ? prefixItems : []) as readonly unknown[];
    const least = typeof minItems === "number" ? minItems : first.length;
    const elements = first.map((schema, index): TypeText => {
      const type = this.#write(schema, scope);
      return index < least ? type : (indent, column) => `${enclosed(type)(indent, column)}?`;
    });
    const rest =
      items === undefined || items === false ? undefined : enclosed(this.#write(items, scope));
    return (indent, column) => {
      const texts = elements.map((element) => element(indent, column));
      const tail = rest ? [`...${rest(indent, column)}[]`] : [];
      return `${readonly}[${[...texts, ...tail].join(", ")}]`;
    };
  }

  #reference(target: string, scope: Scope): TypeText {
    const name = /^#(?:\/(?:\$defs|definitions)\/([^/]+))?$/.exec(target);
    if (!name) return unknown;
    const [, definition] = name;
    const definitions = Object(scope.root["$defs"] ?? scope.root["definitions"]) as Keywords;
    const schema = definition === undefined ? scope.root : definitions[definition];
    if (schema === undefined) return unknown;
    return textOf(this.#declare(definition ?? "Value", schema, definitions, scope));
  }

  /** Declares a type once, under a name that no other one has. */
  #declare(wanted: string, schema: unknown, definitions: Keywords, scope: Scope): string {
    const key = canonicalJson([scope.direction, wanted, schema, definitions]);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const letters = wanted.replace(/[^A-Za-z0-9]/g, "");
    const base = `${letters.charAt(0).toUpperCase()}${letters.slice(1)}`.replace(
      /^(?=[0-9]|$)/,
      "Value",
    );
    let name = base;
    const isTaken = (one: string): boolean =>
      taken.has(one) || [...this.#names.values()].includes(one);
    for (let number = 2; isTaken(name); number += 1) name = `${base}${String(number)}`;
    this.#names.set(key, name);
    // Its place is kept before it is written: it may refer to itself.
    this.#declarations.set(name, unknown);
    const { $defs: _, definitions: __, ...own } = Object(schema) as Keywords;
    this.#declarations.set(name, this.#write(own, scope));
    return name;
  }
}

const unknown = textOf("unknown");

/** Names that the generated module has for something else. */
const taken = new Set(["Api", "Mutation", "Query", "Record"]);

function withUndefined(type: TypeText, members: readonly MemberText[]): TypeText {
  return members.some(({ isOptional }) => isOptional)
    ? unionText([type, textOf("undefined")])
    : type;
}

/** The types that a schema names, or that its keywords are for. */
function typesOf({
  type,
  properties,
  additionalProperties,
  items,
  prefixItems,
}: Keywords): string[] {
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  if (properties !== undefined || additionalProperties !== undefined) return ["object"];
  return items !== undefined || prefixItems !== undefined ? ["array"] : [];
}

function literal(value: unknown): TypeText {
  return typeof value === "object" && value !== null
    ? unknown
    : textOf(typeof value === "bigint" ? String(value) : JSON.stringify(value));
}
