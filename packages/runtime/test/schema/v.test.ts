import { describe, expect, expectTypeOf, it } from "vitest";
import * as library from "zod/mini";
import { type Builders, type Schema, v, validateArgs } from "../../src/index.js";
import { leftOut, type LeftOut } from "../../src/schema/left-out.js";

interface Sample {
  readonly schema: Schema;
  readonly takes: readonly (readonly [input: unknown, output: unknown])[];
  readonly refuses: readonly unknown[];
}

function same(...values: unknown[]): [unknown, unknown][] {
  return values.map((value) => [value, value]);
}

const pair = v.object({ a: v.int(), b: v.int() });
const uuid = "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b";

const samples: Readonly<Record<string, Sample>> = {
  string: { schema: v.string(), takes: same("", "a\u0000", "😀"), refuses: [1, null] },
  number: {
    schema: v.number(),
    takes: same(0, -1.5, 1e300),
    refuses: ["1", Number.NaN, Number.POSITIVE_INFINITY, 1n],
  },
  int: {
    schema: v.int(),
    takes: same(0, -9007199254740991, 9007199254740991),
    refuses: [1.5, 2 ** 53, "1", 1n],
  },
  int32: {
    schema: v.int32(),
    takes: same(-2147483648, 2147483647),
    refuses: [-2147483649, 2147483648, 0.5],
  },
  bigint: {
    schema: v.bigint(),
    takes: [...same(1n, -(2n ** 70n)), [-9007199254740991, -9007199254740991n]],
    refuses: [2 ** 53, 0.5, "1", true, null],
  },
  int64: {
    schema: v.int64().check(v.gt(0n)),
    takes: [...same(2n ** 63n - 1n), [5, 5n]],
    refuses: [2n ** 63n, 0, -5, 0.5],
  },
  uint64: {
    schema: v.uint64(),
    takes: [...same(2n ** 64n - 1n), [0, 0n]],
    refuses: [-1, 2n ** 64n],
  },
  bigintLiteral: {
    schema: v.literal([5n, 6, 6n, "a"]),
    takes: [
      [5, 5n],
      [6, 6],
      [6n, 6n],
      ["a", "a"],
    ],
    refuses: [7, 7n, "5"],
  },
  boolean: { schema: v.boolean(), takes: same(true, false), refuses: [0, "true", null] },
  null: { schema: v.null(), takes: same(null), refuses: [undefined, 0] },
  undefined: { schema: v.undefined(), takes: same(undefined), refuses: [null] },
  any: { schema: v.any(), takes: same(1, null, undefined, []), refuses: [] },
  unknown: { schema: v.unknown(), takes: same(1, null, undefined, []), refuses: [] },
  never: { schema: v.never(), takes: [], refuses: [undefined, null, 0] },
  literal: { schema: v.literal(["a", 1, null]), takes: same("a", 1, null), refuses: ["1", "b"] },
  enum: { schema: v.enum(["a", "b"]), takes: same("a", "b"), refuses: ["c", 0] },

  email: { schema: v.email(), takes: same("ada@example.org"), refuses: ["ada", "a b@c.d", ""] },
  uuid: { schema: v.uuid(), takes: same(uuid), refuses: ["1", `${uuid}0`] },
  url: { schema: v.url(), takes: same("https://example.org/a?b#c"), refuses: ["a b", ""] },
  ipv4: { schema: v.ipv4(), takes: same("127.0.0.1"), refuses: ["256.0.0.1", "::1"] },
  ipv6: { schema: v.ipv6(), takes: same("::1", "fe80::1:2"), refuses: ["127.0.0.1", ":::"] },
  base64: { schema: v.base64(), takes: same("", "aGk="), refuses: ["a", "-_=="] },
  "iso.date": { schema: v.iso.date(), takes: same("2024-02-29"), refuses: ["2023-02-29", "2024"] },
  "iso.time": {
    schema: v.iso.time(),
    takes: same("23:59:59", "10:00:00.5"),
    refuses: ["24:00:00"],
  },
  "iso.datetime": {
    schema: v.iso.datetime({ offset: true }),
    takes: same("2026-01-31T23:59:59Z", "2026-01-31T23:59:59+01:00"),
    refuses: ["2026-01-31", "2026-01-31T23:59:59"],
  },
  "iso.duration": { schema: v.iso.duration(), takes: same("P1DT12H"), refuses: ["P", "1d"] },

  object: { schema: pair, takes: same({ a: 1, b: 2 }), refuses: [{ a: 1 }, { a: 1, b: 2, c: 3 }] },
  strictObject: {
    schema: v.strictObject({ a: v.int() }),
    takes: same({ a: 1 }),
    refuses: [{}, { a: 1, b: 1 }],
  },
  looseObject: {
    schema: v.looseObject({ a: v.int() }),
    takes: same({ a: 1 }, { a: 1, b: [1] }),
    refuses: [{}, { b: 1 }],
  },
  extend: {
    schema: v.extend(pair, { b: v.string(), c: v.int() }),
    takes: same({ a: 1, b: "", c: 1 }),
    refuses: [
      { a: 1, b: 1, c: 1 },
      { a: 1, b: "" },
      { a: 1, b: "", c: 1, d: 1 },
    ],
  },
  pick: { schema: v.pick(pair, { a: true }), takes: same({ a: 1 }), refuses: [{ a: 1, b: 1 }] },
  omit: { schema: v.omit(pair, { a: true }), takes: same({ b: 1 }), refuses: [{ a: 1, b: 1 }] },
  partial: { schema: v.partial(pair), takes: same({}, { a: 1 }), refuses: [{ a: "1" }, { c: 1 }] },
  array: { schema: v.array(v.int()), takes: same([], [1, 2]), refuses: [["1"], {}, null] },
  tuple: {
    schema: v.tuple([v.int(), v.string()]),
    takes: same([1, ""]),
    refuses: [[1], [1, "", 1]],
  },
  record: {
    schema: v.record(v.string(), v.int()),
    takes: same({}, { a: 1 }),
    refuses: [{ a: "1" }, []],
  },

  union: { schema: v.union([v.int(), v.string()]), takes: same(1, ""), refuses: [true, null] },
  discriminatedUnion: {
    schema: v.discriminatedUnion("k", [
      v.object({ k: v.literal("a"), x: v.int() }),
      v.object({ k: v.literal("b") }),
    ]),
    takes: same({ k: "a", x: 1 }, { k: "b" }),
    refuses: [{ k: "a" }, { k: "b", x: 1 }, { k: "c" }, {}],
  },
  intersection: {
    schema: v.intersection(v.object({ a: v.int() }), v.object({ b: v.int() })),
    takes: same({ a: 1, b: 1 }),
    refuses: [{ a: 1 }, { a: 1, b: 1, c: 1 }],
  },
  optional: { schema: v.optional(v.int()), takes: same(1, undefined), refuses: [null, ""] },
  nullable: { schema: v.nullable(v.int()), takes: same(1, null), refuses: [undefined, ""] },
  nullish: { schema: v.nullish(v.int()), takes: same(1, null, undefined), refuses: [""] },
  _default: {
    schema: v.array(v._default(v.int(), () => 7)),
    takes: [
      [
        [undefined, 1],
        [7, 1],
      ],
    ],
    refuses: [[null]],
  },
  catch: {
    schema: v.catch(v.int(), 7),
    takes: [
      ["x", 7],
      [1, 1],
    ],
    refuses: [],
  },
  lazy: { schema: v.array(v.lazy(() => pair)), takes: same([{ a: 1, b: 1 }]), refuses: [[1]] },
  pipe: {
    schema: v.pipe(v.string(), v.string().check(v.minLength(2))),
    takes: same("ab"),
    refuses: ["a", 1],
  },
  transform: {
    schema: v.pipe(
      v.string(),
      v.transform((text: string) => text.length),
    ),
    takes: [["abc", 3]],
    refuses: [1],
  },

  refine: {
    schema: v.int().check(v.refine((value: number) => value % 2 === 0)),
    takes: same(2),
    refuses: [1],
  },
  gt: { schema: v.number().check(v.gt(1)), takes: same(2), refuses: [1] },
  gte: { schema: v.number().check(v.gte(1)), takes: same(1), refuses: [0] },
  lt: { schema: v.number().check(v.lt(1)), takes: same(0), refuses: [1] },
  lte: { schema: v.number().check(v.lte(1)), takes: same(1), refuses: [2] },
  minimum: { schema: v.number().check(v.minimum(1)), takes: same(1), refuses: [0] },
  maximum: { schema: v.bigint().check(v.maximum(1n)), takes: same(1n), refuses: [2n] },
  positive: { schema: v.number().check(v.positive()), takes: same(1), refuses: [0] },
  nonnegative: { schema: v.number().check(v.nonnegative()), takes: same(0), refuses: [-1] },
  negative: { schema: v.number().check(v.negative()), takes: same(-1), refuses: [0] },
  nonpositive: { schema: v.number().check(v.nonpositive()), takes: same(0), refuses: [1] },
  multipleOf: { schema: v.number().check(v.multipleOf(3)), takes: same(6), refuses: [7] },
  length: { schema: v.string().check(v.length(2)), takes: same("ab"), refuses: ["a", "abc"] },
  minLength: { schema: v.array(v.int()).check(v.minLength(1)), takes: same([1]), refuses: [[]] },
  maxLength: { schema: v.string().check(v.maxLength(1)), takes: same("a"), refuses: ["ab"] },
  regex: { schema: v.string().check(v.regex(/^a+$/)), takes: same("aa"), refuses: ["ab"] },
  startsWith: { schema: v.string().check(v.startsWith("a")), takes: same("ab"), refuses: ["b"] },
  endsWith: { schema: v.string().check(v.endsWith("b")), takes: same("ab"), refuses: ["a"] },
  includes: { schema: v.string().check(v.includes("b")), takes: same("abc"), refuses: ["a"] },
  lowercase: { schema: v.string().check(v.lowercase()), takes: same("a"), refuses: ["A"] },
  uppercase: { schema: v.string().check(v.uppercase()), takes: same("A"), refuses: ["a"] },
  trim: { schema: v.string().check(v.trim()), takes: [[" a ", "a"]], refuses: [1] },
  toLowerCase: { schema: v.string().check(v.toLowerCase()), takes: [["A", "a"]], refuses: [1] },
  toUpperCase: { schema: v.string().check(v.toUpperCase()), takes: [["a", "A"]], refuses: [1] },
};

describe("v", () => {
  it.each(Object.entries(samples))(
    "%s takes what it should and refuses the rest",
    (_name, sample) => {
      for (const [input, output] of sample.takes) {
        expect(validateArgs(sample.schema, input)).toEqual(output);
      }
      for (const value of sample.refuses) {
        expect(() => validateArgs(sample.schema, value)).toThrow("stopgap args validation failed");
      }
    },
  );

  it("is the whole library but what is left out for a reason, in its types as at run time", () => {
    const left = new Set(Object.keys(leftOut));
    expect([...left].filter((name) => !(name in library))).toEqual([]);
    expect(Object.keys(v).toSorted()).toEqual(
      Object.keys(library)
        .filter((name) => !left.has(name))
        .toSorted(),
    );
    expectTypeOf<keyof Builders>().toEqualTypeOf<
      Exclude<keyof typeof library, LeftOut | "default">
    >();
    for (const name of ["iso", "coerce", "regexes", "locales", "TimePrecision"] as const) {
      expect(Object.keys(v[name])).toEqual(Object.keys(library[name]));
    }
    expectTypeOf<keyof Builders["iso"]>().toEqualTypeOf<keyof typeof library.iso>();
    expectTypeOf<keyof Builders["coerce"]>().toEqualTypeOf<keyof typeof library.coerce>();
    expectTypeOf<keyof Builders["regexes"]>().toEqualTypeOf<keyof typeof library.regexes>();
    expectTypeOf<keyof Builders["locales"]>().toEqualTypeOf<keyof typeof library.locales>();
  });

  it("makes schemas that parse by themselves too", () => {
    expect(v.int().parse(1)).toBe(1);
    expect(() => v.int().parse("1")).toThrow();
    expect(v.int().safeParse(1)).toMatchObject({ success: true, data: 1 });
    expect(v.int().safeParse("1").error?.issues).toHaveLength(1);
  });

  it("makes schemas that follow Standard Schema", () => {
    const { version, validate } = v.object({ a: v.int() })["~standard"];
    expect(version).toBe(1);
    expect(validate({ a: 1 })).toMatchObject({ value: { a: 1 } });
    expect(validate({ a: "" })).toMatchObject({ issues: [{ path: ["a"] }] });
  });

  it("keeps an object's shape for others to be derived from", () => {
    expect(Object.keys(pair.shape)).toEqual(["a", "b"]);
    expect(validateArgs(v.array(pair.shape.a), [1])).toEqual([1]);
  });
});
