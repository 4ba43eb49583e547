import { describe, expect, it } from "vitest";
import { ArgsError, type Schema, type StandardSchema, v, validateArgs } from "../../src/index.js";
import type { ArgsIssue } from "../../src/schema/args-error.js";

/** What a schema says against a value, issue by issue. */
function issuesOf(schema: StandardSchema, value: unknown): readonly ArgsIssue[] {
  try {
    validateArgs(schema, value);
  } catch (error) {
    if (error instanceof ArgsError) return error.issues;
    throw error;
  }
  throw new Error("the schema took the value");
}

/** `path: message` of every issue. */
function refusals(schema: StandardSchema, value: unknown): string[] {
  return issuesOf(schema, value).map(({ path, message }) => `${path}: ${message}`);
}

const user = v.object({ user: v.object({ id: v.int() }) });
const animal = v.discriminatedUnion("kind", [
  v.object({ kind: v.literal("dog"), age: v.int() }),
  v.object({ kind: v.literal("cat"), lives: v.int() }),
]);

describe("validateArgs", () => {
  it("returns what the schema puts out", () => {
    expect(validateArgs(v.object({ a: v._default(v.int(), 5) }), {})).toEqual({ a: 5 });
  });

  it("says in one message where and what", () => {
    const attempt = () => validateArgs(user, { user: { id: "x" } });
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(
      "stopgap args validation failed at $.user.id: expected int, received string",
    );
    expect(attempt).toThrow(expect.objectContaining({ name: "ArgsError", code: "invalid_args" }));
  });

  it("names every issue, the first one in the message", () => {
    const schema = v.object({ a: v.int(), b: v.string() });
    expect(refusals(schema, { a: "x", c: 1 })).toEqual([
      "$.a: expected int, received string",
      "$.b: missing required property",
      "$.c: additional properties are not allowed",
    ]);
    expect(() => validateArgs(schema, { a: "x", c: 1 })).toThrow(/at \$\.a: expected int/);
  });

  it("begins paths with what it is told", () => {
    expect(() => validateArgs(user, { user: 1 }, "$args[0]")).toThrow(
      "failed at $args[0].user: expected object, received number",
    );
  });

  it.each<[string, StandardSchema, unknown, string[]]>([
    ["null for an object", user, null, ["$: expected object, received null"]],
    ["nothing for an object", user, undefined, ["$: expected object, received undefined"]],
    ["an array for an object", user, [], ["$: expected object, received array"]],
    ["a missing key", user, { user: {} }, ["$.user.id: missing required property"]],
    [
      "unknown keys at every level, each with its own path",
      user,
      { user: { id: 1, zz: 1, "y y": 1 }, q: 1 },
      [
        "$.user.zz: additional properties are not allowed",
        '$.user["y y"]: additional properties are not allowed',
        "$.q: additional properties are not allowed",
      ],
    ],
    [
      "__proto__ as a key",
      v.object({ a: v.int() }),
      JSON.parse('{"a": 1, "__proto__": {"b": 1}}'),
      ["$.__proto__: additional properties are not allowed"],
    ],
    [
      "an element of an array",
      v.array(v.object({ a: v.tuple([v.int(), v.string()]) })),
      [{ a: [1, "x"] }, { a: [1, 2] }],
      ["$[1].a[1]: expected string, received number"],
    ],
    [
      "keys that are no identifiers",
      v.record(v.string(), v.int()),
      { "a b": "x", "0": "x", 'q"': "x", é: "x" },
      [
        '$["0"]: expected int, received string',
        '$["a b"]: expected int, received string',
        String.raw`$["q\""]: expected int, received string`,
        '$["é"]: expected int, received string',
      ],
    ],
    [
      "a fraction for an int",
      v.object({ a: v.int() }),
      { a: 1.5 },
      ["$.a: expected int, received number"],
    ],
    ["NaN", v.number(), Number.NaN, ["$: expected number, received NaN"]],
    [
      "an integer past 2^53",
      v.object({ a: v.int(), b: v.number() }),
      { a: 2n ** 60n, b: 2n ** 60n },
      [
        "$.a: expected int, received an integer past 2^53 (bigint)",
        "$.b: expected number, received an integer past 2^53 (bigint)",
      ],
    ],
    [
      "the one member of a union that was meant, three levels deep",
      v.object({ a: v.union([v.string(), v.object({ b: v.array(v.object({ c: v.int() })) })]) }),
      { a: { b: [{ c: "x", d: 1 }] } },
      [
        "$.a.b[0].c: expected int, received string",
        "$.a.b[0].d: additional properties are not allowed",
      ],
    ],
    [
      "more than one member of an exclusive union",
      v.xor([v.int(), v.number()]),
      1,
      ["$: value matches more than one member of the union"],
    ],
    [
      "another text than a template's",
      v.templateLiteral(["id-", v.int()]),
      "x",
      [String.raw`$: expected a string of the form ^id--?\d+$, received string`],
    ],
    ["text for an int32", v.int32(), "x", ["$: expected int32, received string"]],
    ["a number past 2^31 for an int32", v.int32(), 2 ** 31, ["$: expected at most 2147483647"]],
    ["a fraction for a bigint", v.bigint(), 0.5, ["$: expected bigint, received number"]],
    ["anything for never", v.never(), 5, ["$: expected never, received number"]],
    [
      "null for an optional key",
      v.object({ b: v.optional(v.string()) }),
      { b: null },
      ["$.b: expected string, received null"],
    ],
    ["a value of no enum", v.enum(["a", "b"]), "c", ['$: expected "a" | "b", received string']],
    [
      "no literal",
      v.literal(["a", 1, null]),
      true,
      ['$: expected "a" | 1 | null, received boolean'],
    ],
    ["another number than a bigint literal", v.literal(5n), 6, ["$: expected 5, received number"]],
    ["a missing enum", v.object({ a: v.enum(["x"]) }), {}, ["$.a: missing required property"]],
    [
      "no member of a union of types",
      v.object({ a: v.union([v.string(), v.int(), v.array(v.int())]) }),
      { a: true },
      ["$.a: expected string | int | array, received boolean"],
    ],
    [
      "no member of nested unions",
      v.union([v.union([v.string(), v.null()]), v.literal(5)]),
      true,
      ["$: expected string | null | 5, received boolean"],
    ],
    [
      "a missing union",
      v.object({ a: v.union([v.string(), v.int()]) }),
      {},
      ["$.a: missing required property"],
    ],
    [
      "no member of a union of objects",
      v.union([v.object({ a: v.int() }), v.object({ b: v.int() })]),
      { a: "x" },
      ["$: value matches no member of the union, received object"],
    ],
    [
      "an unknown discriminator",
      animal,
      { kind: "cow" },
      ['$.kind: expected "dog" | "cat", received string'],
    ],
    ["a missing discriminator", animal, {}, ["$.kind: missing required property"]],
    ["no object for a discriminated union", animal, 5, ["$: expected object, received number"]],
    [
      "the chosen member of a discriminated union",
      v.object({ pet: animal }),
      { pet: { kind: "dog", age: "x", lives: 9 } },
      [
        "$.pet.age: expected int, received string",
        "$.pet.lives: additional properties are not allowed",
      ],
    ],
    ["a tuple too short", v.tuple([v.int(), v.string()]), [1], ["$: expected at least 2 elements"]],
    [
      "a key that the schema of keys refuses",
      v.record(v.string().check(v.minLength(3)), v.int()),
      { a: 1 },
      ["$.a: key is not valid: expected at least 3 characters"],
    ],
    [
      "a record of an enum",
      v.record(v.enum(["a", "b"]), v.int()),
      { a: 1, c: 1 },
      ["$.b: missing required property", "$.c: additional properties are not allowed"],
    ],
  ])("refuses %s", (_name, schema, value, expected) => {
    expect(refusals(schema, value).toSorted()).toEqual(expected.toSorted());
  });

  it("finds its way in a schema that contains itself", () => {
    interface Tree {
      readonly name: string;
      readonly children: readonly Tree[];
    }
    const tree: Schema<Tree> = v.object({
      name: v.string(),
      children: v.array(v.lazy(() => tree)),
    });
    const value = { name: "a", children: [{ name: "b", children: [{ name: 5, children: [] }] }] };
    expect(refusals(tree, value)).toEqual([
      "$.children[0].children[0].name: expected string, received number",
    ]);
  });

  it("refuses a schema that answers later", () => {
    const later = v.string().check(v.refine(() => Promise.resolve(true) as unknown as boolean));
    expect(refusals(later, "x")).toEqual(["$: an asynchronous schema cannot check arguments"]);
    const foreign: StandardSchema = {
      "~standard": { version: 1, vendor: "x", validate: (value) => Promise.resolve({ value }) },
    };
    expect(refusals(foreign, "x")).toEqual(["$: an asynchronous schema cannot check arguments"]);
  });

  it("lets an error of a transform through as it is", () => {
    const failure = new RangeError("out of stock");
    const schema = v.pipe(
      v.string(),
      v.transform(() => {
        throw failure;
      }),
    );
    expect(() => validateArgs(schema, "x")).toThrow(failure);
  });

  it("leaves the arguments as they were", () => {
    const args = Object.freeze({ a: Object.freeze({ b: " x " }) });
    const schema = v.object({ a: v.object({ b: v.string().check(v.trim()) }) });
    expect(validateArgs(schema, args)).toEqual({ a: { b: "x" } });
    expect(args).toEqual({ a: { b: " x " } });
  });

  it("does not let a key called __proto__ become a prototype", () => {
    const value: unknown = JSON.parse('{"a": 1, "__proto__": {"polluted": 1}}');
    for (const schema of [
      v.record(v.string(), v.any()),
      v.looseObject({ a: v.int() }),
      v.unknown(),
      v.any(),
    ]) {
      const parsed = validateArgs(schema, value) as object;
      expect(Reflect.get(parsed, "polluted")).toBeUndefined();
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    }
  });

  it("says something when a foreign schema refuses without an issue", () => {
    const schema: StandardSchema = {
      "~standard": { version: 1, vendor: "x", validate: () => ({ issues: [] }) },
    };
    expect(() => validateArgs(schema, 1)).toThrow(
      "stopgap args validation failed at $: schema rejected value",
    );
  });

  it("gives the handler what a validator of another make puts out", () => {
    const schema: StandardSchema<string, number> = {
      "~standard": { version: 1, vendor: "x", validate: (value) => ({ value: Number(value) }) },
    };
    expect(validateArgs(schema, "5")).toBe(5);
  });

  it("takes the issues of validators of another make, whatever form their paths have", () => {
    const schema: StandardSchema = {
      "~standard": {
        version: 1,
        vendor: "x",
        validate: () => ({
          issues: [
            { message: "plain", path: ["a", 0, "b c"] },
            { message: "wrapped", path: [{ key: "a" }, { key: 0 }] },
            { message: "symbol", path: [Symbol("s")] },
            { message: "whole" },
            { message: "none", path: undefined },
            // Only `message` and `path` mean anything there.
            { message: "extra", path: ["k"], keys: 5 } as { message: string },
          ],
        }),
      },
    };
    const refusal = "value is not valid for x";
    expect(refusals(schema, 1)).toEqual([
      `$.a[0]["b c"]: ${refusal}`,
      `$.a[0]: ${refusal}`,
      `$["Symbol(s)"]: ${refusal}`,
      `$: ${refusal}`,
      `$: ${refusal}`,
      `$.k: ${refusal}`,
    ]);
    // They may quote the value, so that they go no further than the error's cause.
    expect(() => validateArgs(schema, 1)).toThrow(
      expect.objectContaining({ cause: ["plain", "wrapped", "symbol", "whole", "none", "extra"] }),
    );
  });
});

describe("the messages of formats and bounds", () => {
  it.each<[string, StandardSchema, unknown, string]>([
    ["email", v.email(), "x", "expected email, received string"],
    ["email of a number", v.email(), 5, "expected string, received number"],
    ["uuid", v.uuid(), "x", "expected uuid, received string"],
    ["url", v.url(), "x", "expected url, received string"],
    ["ipv4", v.ipv4(), "x", "expected ipv4, received string"],
    ["ipv6", v.ipv6(), "x", "expected ipv6, received string"],
    ["base64", v.base64(), "!", "expected base64, received string"],
    ["date", v.iso.date(), "2026-02-30", "expected date, received string"],
    ["time", v.iso.time(), "25:00", "expected time, received string"],
    ["datetime", v.iso.datetime(), "2026-01-01", "expected datetime, received string"],
    ["duration", v.iso.duration(), "1d", "expected duration, received string"],
    ["gt", v.number().check(v.gt(5)), 5, "expected more than 5"],
    ["gte", v.number().check(v.gte(5)), 4, "expected at least 5"],
    ["minimum", v.number().check(v.minimum(5)), 4, "expected at least 5"],
    ["lt", v.number().check(v.lt(5)), 5, "expected less than 5"],
    ["lte", v.number().check(v.lte(5)), 6, "expected at most 5"],
    ["maximum", v.number().check(v.maximum(5)), 6, "expected at most 5"],
    ["positive", v.number().check(v.positive()), 0, "expected more than 0"],
    ["nonnegative", v.number().check(v.nonnegative()), -1, "expected at least 0"],
    ["negative", v.number().check(v.negative()), 0, "expected less than 0"],
    ["nonpositive", v.number().check(v.nonpositive()), 1, "expected at most 0"],
    ["multipleOf", v.number().check(v.multipleOf(7)), 8, "expected a multiple of 7"],
    [
      "bigint bound",
      v.bigint().check(v.gt(2n ** 60n)),
      1n,
      "expected more than 1152921504606846976",
    ],
    ["length", v.string().check(v.length(3)), "ab", "expected exactly 3 characters"],
    ["minLength", v.string().check(v.minLength(1)), "", "expected at least 1 character"],
    ["maxLength", v.string().check(v.maxLength(2)), "abc", "expected at most 2 characters"],
    ["elements", v.array(v.int()).check(v.minLength(2)), [1], "expected at least 2 elements"],
    ["element", v.array(v.int()).check(v.maxLength(1)), [1, 2], "expected at most 1 element"],
    [
      "regex",
      v.string().check(v.regex(/^a$/)),
      "b",
      "expected a string that matches /^a$/, received string",
    ],
    [
      "startsWith",
      v.string().check(v.startsWith("a")),
      "b",
      'expected a string that starts with "a", received string',
    ],
    [
      "endsWith",
      v.string().check(v.endsWith("a")),
      "b",
      'expected a string that ends with "a", received string',
    ],
    [
      "includes",
      v.string().check(v.includes("a")),
      "b",
      'expected a string that includes "a", received string',
    ],
    ["lowercase", v.string().check(v.lowercase()), "B", "expected lowercase, received string"],
    ["uppercase", v.string().check(v.uppercase()), "b", "expected uppercase, received string"],
    ["refine", v.string().check(v.refine(() => false)), "b", "value is not valid"],
    [
      "refine with a message",
      v.string().check(v.refine(() => false, "expected an even word")),
      "b",
      "expected an even word",
    ],
  ])("%s", (_name, schema, value, message) => {
    expect(issuesOf(schema, value)).toEqual([{ path: "$", message }]);
  });
});

describe("an argument's value", () => {
  const secret = "hunter2";
  const schemas: Readonly<Record<string, Schema>> = {
    int: v.int(),
    bigint: v.bigint(),
    null: v.null(),
    never: v.never(),
    literal: v.literal("a"),
    enum: v.enum(["a"]),
    email: v.email(),
    uuid: v.uuid(),
    url: v.url(),
    date: v.iso.date(),
    object: v.object({ a: v.int() }),
    array: v.array(v.int()),
    tuple: v.tuple([v.int()]),
    record: v.record(v.string(), v.int()),
    union: v.union([v.int(), v.object({ a: v.int() })]),
    discriminated: animal,
    regex: v.string().check(v.regex(/^a$/)),
    length: v.string().check(v.maxLength(2)),
    includes: v.string().check(v.includes("a")),
    refine: v.string().check(v.refine(() => false)),
    intersection: v.intersection(v.int(), v.int()),
  };
  it.each(Object.entries(schemas))("is in no message of %s", (_name, schema) => {
    for (const value of [secret, [secret], { a: secret }, { kind: secret }, [[secret]]]) {
      let error: unknown;
      try {
        validateArgs(v.object({ value: schema }), { value });
      } catch (caught) {
        error = caught;
      }
      expect(JSON.stringify(error instanceof ArgsError ? error.issues : "")).not.toContain(secret);
      expect(String(error)).not.toContain(secret);
    }
  });
});
