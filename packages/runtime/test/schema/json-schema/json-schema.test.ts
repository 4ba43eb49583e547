import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type ArgsIssue,
  ArgsError,
  type InferArgs,
  type JsonSchema,
  query,
  validateArgs,
} from "../../../src/index.js";

function refusals(schema: JsonSchema, value: unknown): string[] {
  try {
    validateArgs(schema, value);
  } catch (error) {
    if (!(error instanceof ArgsError)) throw error;
    return error.issues.map(({ path, message }: ArgsIssue) => `${path}: ${message}`);
  }
  return [];
}

describe("JSON Schema", () => {
  it("types the arguments of a handler, without `as const`", () => {
    const handler = query(
      {
        type: "object",
        properties: {
          id: { type: "integer" },
          tags: { type: "array", items: { type: "string" } },
          kind: { enum: ["a", "b"] },
        },
        required: ["id"],
        additionalProperties: false,
      },
      (args) => {
        expectTypeOf(args.id).toEqualTypeOf<number>();
        expectTypeOf(args.tags).toEqualTypeOf<string[] | undefined>();
        expectTypeOf(args.kind).toEqualTypeOf<"a" | "b" | undefined>();
        // @ts-expect-error there is no such key
        expect(args.other).toBeUndefined();
        return args.id;
      },
    );
    expectTypeOf<InferArgs<typeof handler>["id"]>().toEqualTypeOf<number>();
    expect(handler.__stopgap_args_schema).toMatchObject({ required: ["id"] });
  });

  it("types the arguments in options too", () => {
    query({ args: { type: "string" }, roles: ["support"] }, (args) => {
      expectTypeOf(args).toEqualTypeOf<string>();
    });
  });

  it.each<[string, JsonSchema, unknown, string[]]>([
    ["a type", { type: "integer" }, "x", ["$: expected integer, received string"]],
    ["types", { type: ["string", "null"] }, 1, ["$: expected string | null, received number"]],
    [
      "three levels deep",
      { properties: { user: { properties: { ids: { items: { type: "integer" } } } } } },
      { user: { ids: [1, "x"] } },
      ["$.user.ids[1]: expected integer, received string"],
    ],
    ["a missing key", { required: ["a b"] }, {}, [`$["a b"]: missing required property`]],
    [
      "an unknown key of a nested object (SG-W02)",
      { properties: { u: { properties: {}, additionalProperties: false } } },
      { u: { zz: 1 } },
      ["$.u.zz: additional properties are not allowed"],
    ],
    [
      "a key that only looks like an index",
      { additionalProperties: { type: "string" } },
      { "0": 1 },
      [`$["0"]: expected string, received number`],
    ],
    ["an enum", { enum: ["a", 1, null] }, "b", [`$: expected "a" | 1 | null, received string`]],
    ["a const", { const: { a: 1 } }, 1, [`$: expected {"a":1}, received number`]],
    ["minimum", { minimum: 3 }, 2, ["$: expected at least 3"]],
    ["exclusiveMaximum", { exclusiveMaximum: 3 }, 3, ["$: expected less than 3"]],
    ["multipleOf", { multipleOf: 3 }, 4, ["$: expected a multiple of 3"]],
    ["minLength", { minLength: 2 }, "a", ["$: expected at least 2 characters"]],
    ["maxItems", { maxItems: 1 }, [1, 2], ["$: expected at most 1 element"]],
    ["minProperties", { minProperties: 1 }, {}, ["$: expected at least 1 key"]],
    [
      "pattern",
      { pattern: "^a" },
      "b",
      ["$: expected a string that matches /^a/, received string"],
    ],
    ["format", { format: "email" }, "b", ["$: expected email, received string"]],
    [
      "uniqueItems",
      { uniqueItems: true },
      [1, 1],
      ["$[1]: expected an element that is there once"],
    ],
    [
      "anyOf",
      { anyOf: [{ type: "string" }, { type: "null" }] },
      1,
      ["$: value matches no member of anyOf, received number"],
    ],
    [
      "oneOf",
      { oneOf: [{ type: "number" }, { type: "integer" }] },
      1,
      ["$: value matches more than one member of oneOf"],
    ],
    [
      "not",
      { not: { type: "string" } },
      "a",
      ["$: value matches what it must not, received string"],
    ],
    ["false", false, 1, ["$: no value is allowed here"]],
    [
      "$ref and $defs",
      { $defs: { id: { type: "integer" } }, properties: { a: { $ref: "#/$defs/id" } } },
      { a: "x" },
      ["$.a: expected integer, received string"],
    ],
    [
      "$dynamicRef",
      {
        $id: "https://example.org/tree",
        $dynamicAnchor: "node",
        properties: { children: { items: { $dynamicRef: "#node" } }, id: { type: "integer" } },
      },
      { children: [{ children: [{ id: "x" }] }] },
      ["$.children[0].children[0].id: expected integer, received string"],
    ],
    [
      "if and then",
      { if: { required: ["a"] }, then: { required: ["b"] } },
      { a: 1 },
      ["$.b: missing required property"],
    ],
    [
      "unevaluatedProperties",
      { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
      { a: 1, b: 1 },
      ["$.b: additional properties are not allowed"],
    ],
    ["propertyNames", { propertyNames: { maxLength: 1 } }, { ab: 1 }, ["$.ab: key is not valid"]],
    [
      "prefixItems",
      { prefixItems: [{ type: "string" }] },
      [1],
      ["$[0]: expected string, received number"],
    ],
    [
      "dependentRequired",
      { dependentRequired: { a: ["b"] } },
      { a: 1 },
      ["$.b: missing required property"],
    ],
  ])("says what is wrong: %s", (_name, schema, value, expected) => {
    expect(refusals(schema, value)).toEqual(expected);
  });

  it("takes integers past 2^53, which arrive as bigints, and hands them on", () => {
    const schema = { properties: { a: { type: "integer", minimum: 5 } } } as const;
    const value = { a: 2n ** 60n, __proto__: null };
    expect(validateArgs(schema, value)).toBe(value);
    expect(refusals(schema, { a: -(2n ** 60n) })).toEqual(["$.a: expected at least 5"]);
    expect(refusals({ type: "string" }, 2n ** 60n)).toEqual([
      "$: expected string, received number",
    ]);
  });

  it.each<[JsonSchema]>([
    [{ type: "foo" } as unknown as JsonSchema],
    [{ properties: 5 } as unknown as JsonSchema],
    [{ properties: { a: { minLength: "x" } } }],
    [{ pattern: "(" }],
    [{ required: "a" } as unknown as JsonSchema],
  ])("is refused when a handler is defined with a malformed one: %j", (schema) => {
    expect(() => query(schema, () => 1)).toThrow(/^stopgap schema is malformed: /);
  });

  it("quotes no value in any message", () => {
    const secret = "hunter2";
    const schemas: JsonSchema[] = [
      { type: "integer" },
      { enum: [1] },
      { const: 1 },
      { maxLength: 1 },
      { pattern: "^a$" },
      { format: "email" },
      { anyOf: [{ type: "integer" }] },
      { oneOf: [{ type: "integer" }] },
      { oneOf: [{}, true] },
      { not: {} },
      false,
    ];
    for (const schema of schemas) {
      for (const value of [secret, [secret]]) {
        const said = refusals({ properties: { value: schema } }, { value }).join();
        expect(said).not.toContain(secret);
      }
      expect(refusals({ properties: { value: schema } }, { value: secret })).toHaveLength(1);
    }
  });
});
