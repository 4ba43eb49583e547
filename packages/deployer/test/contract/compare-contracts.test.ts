import { describe, expect, it } from "vitest";

import { compareContracts, describeReason } from "../../src/index.js";
import type { Compatibility, Contract } from "../../src/index.js";

const query: Contract = { kind: "query", idempotent: true, args: null, result: null };

/** What a change means, and why. */
function verdict(before: Contract | null, after: Contract | null): readonly string[] {
  const { compatibility, reasons } = compareContracts(before, after);
  return [compatibility, ...reasons.map(describeReason)];
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
  /** What it means where callers send such values. */
  readonly args: readonly [Compatibility, ...string[]];
  /** What it means where callers receive them. */
  readonly result: readonly [Compatibility, ...string[]];
}

const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});
const closed = (properties: object, required?: readonly string[]) => ({
  ...object(properties, required),
  additionalProperties: false,
});
const text = { type: "string" };
const integer = { type: "integer" };
const number = { type: "number" };
const list = (items: unknown) => ({ type: "array", items });
const circle = object({ kind: { const: "circle" }, radius: number });
const square = object({ kind: { const: "square" }, side: number });
const tree = (value: unknown) => ({
  $ref: "#/$defs/tree",
  $defs: { tree: object({ value, children: list({ $ref: "#/$defs/tree" }) }) },
});

const pairs: Readonly<Record<string, Pair>> = {
  "another order of members": {
    before: { type: "object", properties: { a: text, b: text }, required: ["a", "b"] },
    after: { required: ["a", "b"], properties: { b: text, a: text }, type: "object" },
    args: ["unchanged"],
    result: ["unchanged"],
  },
  "another description": {
    before: { type: "string", description: "a name" },
    after: { type: "string", description: "the name", title: "Name" },
    args: ["safe"],
    result: ["safe"],
  },
  "another type": {
    before: text,
    after: integer,
    args: ["breaking", "args $: was string, is integer"],
    result: ["breaking", "result $: was string, is integer"],
  },
  "one more type": {
    before: { type: "string" },
    after: { type: ["string", "number"] },
    args: ["safe"],
    result: ["breaking", "result $: was string, is string or number"],
  },
  "null as well": {
    before: text,
    after: { anyOf: [text, { type: "null" }] },
    args: ["safe"],
    result: ["breaking", "result $: was string, is string or null"],
  },
  "null no longer": {
    before: { type: ["string", "null"] },
    after: text,
    args: ["breaking", "args $: was string or null, is string"],
    result: ["safe"],
  },
  "fractions as well": {
    before: integer,
    after: number,
    args: ["safe"],
    result: ["widening", "result $: was integer, is number"],
  },
  "integers only": {
    before: number,
    after: integer,
    args: ["breaking", "args $: was number, is integer"],
    result: ["safe"],
  },
  "64 bits": {
    before: integer,
    after: { type: "integer", format: "int64" },
    args: ["safe"],
    result: ["breaking", "result $: was integer, is 64-bit integer"],
  },
  "no longer 64 bits": {
    before: { type: "integer", format: "int64" },
    after: integer,
    args: ["breaking", "args $: was 64-bit integer, is integer"],
    result: ["safe"],
  },
  "limits that every integer of a number keeps": {
    before: integer,
    after: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
    args: ["safe"],
    result: ["safe"],
  },
  "one more value of an enumeration": {
    before: { enum: ["a", "b"] },
    after: { enum: ["a", "b", "c"] },
    args: ["safe"],
    result: ["widening", 'result $: was "a" or "b", is "a", "b" or "c"'],
  },
  "one value less": {
    before: { enum: ["a", "b"] },
    after: { const: "a" },
    args: ["breaking", 'args $: was "a" or "b", is "a"'],
    result: ["safe"],
  },
  "any text instead of some": {
    before: { type: "string", enum: ["a", "b"] },
    after: text,
    args: ["safe"],
    result: ["widening", 'result $: was "a" or "b", is string'],
  },
  "true only": {
    before: { type: "boolean" },
    after: { const: true },
    args: ["breaking", "args $: was boolean, is true"],
    result: ["safe"],
  },
  "a required member that becomes optional": {
    before: object({ items: list(object({ price: number })) }),
    after: object({ items: list(object({ price: number }, [])) }),
    args: ["safe"],
    result: ["breaking", "result $.items[].price: was required, is optional"],
  },
  "an optional member that becomes required": {
    before: object({ items: list(object({ price: number }, [])) }),
    after: object({ items: list(object({ price: number })) }),
    args: ["breaking", "args $.items[].price: was optional, is required"],
    result: ["safe"],
  },
  "one more optional member": {
    before: object({ a: text }),
    after: object({ a: text, b: text }, ["a"]),
    args: ["safe"],
    result: ["safe"],
  },
  "one more required member": {
    before: object({ a: text }),
    after: object({ a: text, "b-c": text }),
    args: ["breaking", 'args $["b-c"]: was absent, is required'],
    result: ["safe"],
  },
  "one more member where there are no others": {
    before: closed({ a: text }),
    after: closed({ a: text, b: text }, ["a"]),
    args: ["safe"],
    result: ["widening", "result $.b: was not allowed, is allowed"],
  },
  "one member less": {
    before: object({ a: text, b: text }),
    after: object({ a: text }),
    args: ["safe"],
    result: ["breaking", "result $.b: was required, is absent"],
  },
  "one member less where there are no others": {
    before: closed({ a: text, b: text }, ["a"]),
    after: closed({ a: text }),
    args: ["breaking", "args $.b: was allowed, is not allowed"],
    result: ["safe"],
  },
  "no other members any more": {
    before: object({ a: text }),
    after: closed({ a: text }),
    args: ["breaking", "args $.*: was allowed, is not allowed"],
    result: ["safe"],
  },
  "other values of a record": {
    before: { type: "object", additionalProperties: integer },
    after: { type: "object", additionalProperties: number },
    args: ["safe"],
    result: ["widening", "result $.*: was integer, is number"],
  },
  "a record where there were members": {
    before: object({ a: text }),
    after: { type: "object", additionalProperties: text },
    args: ["safe"],
    result: ["breaking", "result $.a: was required, is absent"],
  },
  "a lower limit": {
    before: { type: "number", minimum: 1 },
    after: { type: "number", minimum: 0 },
    args: ["safe"],
    result: ["widening", "result $: was minimum 1, is minimum 0"],
  },
  "a limit where there was none": {
    before: integer,
    after: { type: "integer", exclusiveMaximum: 10 },
    args: ["breaking", "args $: was no maximum, is exclusiveMaximum 10"],
    result: ["safe"],
  },
  "the limit itself no longer": {
    before: { type: "number", minimum: 0 },
    after: { type: "number", exclusiveMinimum: 0 },
    args: ["breaking", "args $: was minimum 0, is exclusiveMinimum 0"],
    result: ["safe"],
  },
  "larger steps": {
    before: { type: "integer", multipleOf: 5 },
    after: { type: "integer", multipleOf: 10 },
    args: ["breaking", "args $: was multipleOf 5, is multipleOf 10"],
    result: ["safe"],
  },
  "a longer text": {
    before: { type: "string", maxLength: 10 },
    after: { type: "string", maxLength: 20 },
    args: ["safe"],
    result: ["widening", "result $: was maxLength 10, is maxLength 20"],
  },
  "a pattern": {
    before: text,
    after: { type: "string", pattern: "^a" },
    args: ["breaking", 'args $: was no pattern, is pattern "^a"'],
    result: ["safe"],
  },
  "another format": {
    before: { type: "string", format: "date" },
    after: { type: "string", format: "date-time" },
    args: ["breaking", 'args $: was format "date", is format "date-time"'],
    result: ["widening", 'result $: was format "date", is format "date-time"'],
  },
  "a value that a pattern takes": {
    before: { const: "abc" },
    after: { type: "string", pattern: "^a", minLength: 3 },
    args: ["safe"],
    result: ["widening", 'result $: was "abc", is string'],
  },
  "other items": {
    before: list(text),
    after: list({ type: ["string", "null"] }),
    args: ["safe"],
    result: ["breaking", "result $[]: was string, is string or null"],
  },
  "an empty list": {
    before: { ...list(text), minItems: 1 },
    after: list(text),
    args: ["safe"],
    result: ["widening", "result $: was minItems 1, is no minItems"],
  },
  "repeated items no longer": {
    before: list(text),
    after: { ...list(text), uniqueItems: true },
    args: ["breaking", "args $: was with repeated items, is uniqueItems"],
    result: ["safe"],
  },
  "one more item of a tuple": {
    before: { type: "array", prefixItems: [text], items: false, minItems: 1 },
    after: { type: "array", prefixItems: [text, text], items: false, minItems: 2 },
    args: ["breaking", "args $: was minItems 1, is minItems 2"],
    result: ["widening", "result $: was maxItems 1, is maxItems 2"],
  },
  "one item of a tuple less": {
    before: { type: "array", prefixItems: [text, text], items: false, minItems: 2 },
    after: { type: "array", prefixItems: [text], items: false, minItems: 1 },
    args: ["breaking", "args $: was maxItems 2, is maxItems 1"],
    result: ["breaking", "result $: was minItems 2, is minItems 1"],
  },
  "another item of a tuple": {
    before: { type: "array", prefixItems: [text, integer] },
    after: { type: "array", prefixItems: [text, text] },
    args: ["breaking", "args $[1]: was integer, is string"],
    result: ["breaking", "result $[1]: was integer, is string"],
  },
  "one more variant": {
    before: circle,
    after: { oneOf: [circle, square] },
    args: ["safe"],
    result: [
      "widening",
      'result $: was object with kind "circle", is object with kind "circle" or object with kind "square"',
    ],
  },
  "one variant less": {
    before: { anyOf: [circle, square] },
    after: { anyOf: [square] },
    args: [
      "breaking",
      'args $: was object with kind "circle" or object with kind "square", is object with kind "square"',
    ],
    result: ["safe"],
  },
  "another member of one variant": {
    before: { anyOf: [circle, square] },
    after: { anyOf: [circle, object({ kind: { const: "square" }, side: text })] },
    args: ["breaking", "args $.side: was number, is string"],
    result: ["breaking", "result $.side: was number, is string"],
  },
  "an object that nothing tells apart": {
    before: object({ a: text }),
    after: { anyOf: [object({ a: text }), object({ b: text })] },
    args: ["safe"],
    result: ["breaking", "result $.a: was required, is absent"],
  },
  "the same by another way": {
    before: object({ a: { type: ["string", "null"] } }),
    after: {
      $ref: "#/$defs/it",
      $defs: {
        it: { allOf: [object({ a: { $ref: "#/$defs/text" } }), { type: "object" }] },
        text: { anyOf: [{ type: "null" }, text] },
      },
    },
    args: ["safe"],
    result: ["safe"],
  },
  "what refers to itself": {
    before: tree(integer),
    after: tree({ type: ["integer", "null"] }),
    args: ["safe"],
    result: ["breaking", "result $.value: was integer, is integer or null"],
  },
  "what is joined": {
    before: { allOf: [object({ a: text }), object({ b: text })] },
    after: object({ a: text, b: text }),
    args: ["safe"],
    result: ["safe"],
  },
  "what was joined": {
    before: {
      allOf: [
        { type: "number", minimum: 0 },
        { type: "integer", minimum: 5 },
      ],
    },
    after: { type: "integer", minimum: 4 },
    args: ["safe"],
    result: ["widening", "result $: was minimum 5, is minimum 4"],
  },
  "nothing said any more": {
    before: text,
    after: null,
    args: ["safe"],
    result: ["breaking", "result $: was string, is anything"],
  },
  "something said": {
    before: null,
    after: text,
    args: ["breaking", "args $: was anything, is string"],
    result: ["safe"],
  },
  "nothing taken": {
    before: text,
    after: false,
    args: ["breaking", "args $: was string, is nothing"],
    result: ["safe"],
  },
  "a keyword that cannot be compared": {
    before: { type: "string", not: { const: "a" } },
    after: { type: "string", not: { const: "b" } },
    args: ["breaking", 'args $: was not {"const":"a"}, is not {"const":"b"}'],
    result: ["widening", 'result $: was not {"const":"a"}, is not {"const":"b"}'],
  },
};

describe("a contract", () => {
  it.each(Object.entries(pairs))("with %s is compared as arguments", (_what, pair) => {
    const [before, after] = [
      { ...query, args: pair.before },
      { ...query, args: pair.after },
    ];
    expect(verdict(before, after)).toEqual(pair.args);
  });

  it.each(Object.entries(pairs))("with %s is compared as a result", (_what, pair) => {
    const [before, after] = [
      { ...query, result: pair.before },
      { ...query, result: pair.after },
    ];
    expect(verdict(before, after)).toEqual(pair.result);
  });

  it("is unchanged where nothing differs", () => {
    for (const { before } of Object.values(pairs)) {
      const contract = { ...query, args: before, result: before };
      expect(verdict(contract, structuredClone(contract))).toEqual(["unchanged"]);
    }
  });
});

describe("a function", () => {
  const mutation: Contract = { ...query, kind: "mutation", idempotent: false };
  const internal: Contract = { ...query, kind: "internalQuery" };
  it.each<readonly [string, Contract | null, Contract | null, readonly string[]]>([
    ["that is new is safe", null, query, ["safe"]],
    ["that is gone breaks", query, null, ["breaking", "function: was query, is removed"]],
    [
      "that becomes internal breaks",
      query,
      internal,
      ["breaking", "function: was query, is internal"],
    ],
    ["that was internal is safe", internal, mutation, ["safe"]],
    ["that was internal and is gone is safe", internal, null, ["safe"]],
    ["that writes now breaks", query, mutation, ["breaking", "function: was query, is mutation"]],
    ["that only reads now is safe", mutation, query, ["safe"]],
    [
      "that must not be called again breaks",
      { ...mutation, idempotent: true },
      mutation,
      ["breaking", "function: was idempotent, is not idempotent"],
    ],
    ["that may be called again is safe", mutation, { ...mutation, idempotent: true }, ["safe"]],
    [
      "that is internal has no callers to break",
      { ...internal, args: { type: "string" } },
      { ...internal, args: { type: "number" } },
      ["safe"],
    ],
    ["that there never was is unchanged", null, null, ["unchanged"]],
  ])("%s", (_what, before, after, expected) => {
    expect(verdict(before, after)).toEqual(expected);
  });

  it("is as bad as the worst of its changes, and tells all of them", () => {
    const before = { ...query, args: integer, result: object({ a: integer, b: { enum: [1] } }) };
    const after = { ...query, args: text, result: object({ a: number, b: { enum: [1, 2] } }) };
    expect(verdict(before, after)).toEqual([
      "breaking",
      "args $: was integer, is string",
      "result $.a: was integer, is number",
      "result $.b: was 1, is 1 or 2",
    ]);
  });
});
