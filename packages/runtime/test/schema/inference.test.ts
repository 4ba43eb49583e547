import * as z from "zod/mini";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type InferInput, type InferOutput, type Schema, v } from "../../src/index.js";

const dog = { kind: v.literal("dog"), barks: v.boolean() };
const zodDog = { kind: z.literal("dog"), barks: z.boolean() };
const cat = { kind: v.literal("cat"), lives: v._default(v.int(), 9) };
const zodCat = { kind: z.literal("cat"), lives: z._default(z.int(), 9) };
const user = v.object({ id: v.int(), name: v.optional(v.string()), tags: v.array(v.string()) });
const zodUser = z.strictObject({
  id: z.int(),
  name: z.optional(z.string()),
  tags: z.array(z.string()),
});

/** The same schemas made with `v` and with the library behind it. */
const pairs = {
  string: [v.string(), z.string()],
  number: [v.number(), z.number()],
  int: [v.int(), z.int()],
  int32: [v.int32(), z.int32()],
  boolean: [v.boolean(), z.boolean()],
  null: [v.null(), z.null()],
  undefined: [v.undefined(), z.undefined()],
  any: [v.any(), z.any()],
  unknown: [v.unknown(), z.unknown()],
  never: [v.never(), z.never()],
  literal: [v.literal("a"), z.literal("a")],
  literals: [v.literal(["a", 1, null, true]), z.literal(["a", 1, null, true])],
  enum: [v.enum(["a", "b"]), z.enum(["a", "b"])],
  enumObject: [v.enum({ A: "a", B: 2 }), z.enum({ A: "a", B: 2 })],
  email: [v.email(), z.email()],
  uuid: [v.uuid(), z.uuid()],
  url: [v.url(), z.url()],
  date: [v.iso.date(), z.iso.date()],
  datetime: [v.iso.datetime({ offset: true }), z.iso.datetime({ offset: true })],
  object: [user, zodUser],
  emptyObject: [v.object({}), z.strictObject({})],
  objectWithUnknown: [
    v.object({ a: v.unknown(), b: v.any() }),
    z.strictObject({ a: z.unknown(), b: z.any() }),
  ],
  looseObject: [v.looseObject({ a: v.int() }), z.looseObject({ a: z.int() })],
  nested: [
    v.object({ a: v.object({ b: v.array(v.array(user)) }) }),
    z.strictObject({ a: z.strictObject({ b: z.array(z.array(zodUser)) }) }),
  ],
  extend: [v.extend(user, { age: v.int() }), z.extend(zodUser, { age: z.int() })],
  extendReplacing: [v.extend(user, { id: v.uuid() }), z.extend(zodUser, { id: z.uuid() })],
  extendLoose: [
    v.extend(v.looseObject({ a: v.int() }), { b: v.int() }),
    z.extend(z.looseObject({ a: z.int() }), { b: z.int() }),
  ],
  pick: [v.pick(user, { id: true, name: true }), z.pick(zodUser, { id: true, name: true })],
  omit: [v.omit(user, { tags: true }), z.omit(zodUser, { tags: true })],
  partial: [v.partial(user), z.partial(zodUser)],
  partialOfDefault: [
    v.partial(v.object({ a: v._default(v.int(), 1) })),
    z.partial(z.strictObject({ a: z._default(z.int(), 1) })),
  ],
  array: [v.array(v.nullable(v.int())), z.array(z.nullable(z.int()))],
  tuple: [v.tuple([v.int(), v.string()]), z.tuple([z.int(), z.string()])],
  tupleWithDefault: [
    v.tuple([v.int(), v._default(v.string(), "")]),
    z.tuple([z.int(), z._default(z.string(), "")]),
  ],
  tupleWithOptional: [
    v.tuple([v.int(), v.optional(v.string())]),
    z.tuple([z.int(), z.optional(z.string())]),
  ],
  record: [v.record(v.string(), v.int()), z.record(z.string(), z.int())],
  recordOfEnum: [v.record(v.enum(["a", "b"]), v.int()), z.record(z.enum(["a", "b"]), z.int())],
  recordOfDefault: [
    v.record(v.string(), v._default(v.int(), 1)),
    z.record(z.string(), z._default(z.int(), 1)),
  ],
  recordOfEnumDefault: [
    v.record(v.enum(["a", "b"]), v._default(v.int(), 1)),
    z.record(z.enum(["a", "b"]), z._default(z.int(), 1)),
  ],
  unionWithOptional: [
    v.object({ a: v.union([v.optional(v.int()), v.string()]) }),
    z.strictObject({ a: z.union([z.optional(z.int()), z.string()]) }),
  ],
  unionWithDefault: [
    v.object({ a: v.union([v._default(v.int(), 1), v.string()]) }),
    z.strictObject({ a: z.union([z._default(z.int(), 1), z.string()]) }),
  ],
  intersectionOfOptionals: [
    v.object({ a: v.intersection(v.optional(v.int()), v.optional(v.number())) }),
    z.strictObject({ a: z.intersection(z.optional(z.int()), z.optional(z.number())) }),
  ],
  lazyOptional: [
    v.object({ a: v.lazy(() => v.optional(v.int())) }),
    z.strictObject({ a: z.lazy(() => z.optional(z.int())) }),
  ],
  catchOptional: [
    v.object({ a: v.catch(v.optional(v.int()), 1) }),
    z.strictObject({ a: z.catch(z.optional(z.int()), 1) }),
  ],
  pipeToOptional: [
    v.object({ a: v.pipe(v.optional(v.string()), v.optional(v.string())) }),
    z.strictObject({ a: z.pipe(z.optional(z.string()), z.optional(z.string())) }),
  ],
  pickLoose: [
    v.pick(v.looseObject({ a: v.int(), b: v.int() }), { a: true }),
    z.pick(z.looseObject({ a: z.int(), b: z.int() }), { a: true }),
  ],
  partialLoose: [
    v.partial(v.looseObject({ a: v.int() })),
    z.partial(z.looseObject({ a: z.int() })),
  ],
  shapeFromVariable: [v.object(dog), z.strictObject(zodDog)],
  union: [v.union([v.string(), v.int(), user]), z.union([z.string(), z.int(), zodUser])],
  discriminatedUnion: [
    v.discriminatedUnion("kind", [v.object(dog), v.object(cat)]),
    z.discriminatedUnion("kind", [z.strictObject(zodDog), z.strictObject(zodCat)]),
  ],
  intersection: [
    v.intersection(v.object({ a: v.int() }), v.object({ b: v.int() })),
    z.intersection(z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() })),
  ],
  optional: [v.optional(v.int()), z.optional(z.int())],
  nullable: [v.nullable(v.int()), z.nullable(z.int())],
  nullish: [v.nullish(v.int()), z.nullish(z.int())],
  nullishKey: [v.object({ a: v.nullish(v.int()) }), z.strictObject({ a: z.nullish(z.int()) })],
  default: [
    v.object({ a: v._default(v.int(), 1), b: v._default(v.string(), () => "") }),
    z.strictObject({ a: z._default(z.int(), 1), b: z._default(z.string(), () => "") }),
  ],
  optionalDefault: [
    v.object({ a: v.optional(v._default(v.int(), 1)) }),
    z.strictObject({ a: z.optional(z._default(z.int(), 1)) }),
  ],
  defaultOptional: [
    v.object({ a: v._default(v.optional(v.int()), 1) }),
    z.strictObject({ a: z._default(z.optional(z.int()), 1) }),
  ],
  nullableOptionalKey: [
    v.object({ a: v.nullable(v.optional(v.int())) }),
    z.strictObject({ a: z.nullable(z.optional(z.int())) }),
  ],
  undefinedKey: [
    v.object({ a: v.undefined(), b: v.union([v.int(), v.undefined()]) }),
    z.strictObject({ a: z.undefined(), b: z.union([z.int(), z.undefined()]) }),
  ],
  catch: [v.object({ a: v.catch(v.int(), 1) }), z.strictObject({ a: z.catch(z.int(), 1) })],
  lazy: [v.array(v.lazy(() => user)), z.array(z.lazy(() => zodUser))],
  pipe: [
    v.pipe(
      v.string(),
      v.transform((text: string) => text.length),
    ),
    z.pipe(
      z.string(),
      z.transform((text: string) => text.length),
    ),
  ],
  pipeInObject: [
    v.object({
      a: v.pipe(
        v.optional(v.string()),
        v.transform((text: string | undefined) => text ?? ""),
      ),
    }),
    z.strictObject({
      a: z.pipe(
        z.optional(z.string()),
        z.transform((text: string | undefined) => text ?? ""),
      ),
    }),
  ],
  checks: [
    v.string().check(v.minLength(3), v.trim(), v.regex(/a/)),
    z.string().check(z.minLength(3), z.trim(), z.regex(/a/)),
  ],
  refine: [
    v.object({ a: v.int().check(v.refine((value: number) => value > 3)) }),
    z.strictObject({ a: z.int().check(z.refine((value: number) => value > 3)) }),
  ],
  uint32: [v.uint32(), z.uint32()],
  float32: [v.float32(), z.float32()],
  float64: [v.float64(), z.float64()],
  dateObject: [v.date(), z.date()],
  symbol: [v.symbol(), z.symbol()],
  void: [v.void(), z.void()],
  nan: [v.nan(), z.nan()],
  json: [v.json(), z.json()],
  literalOfUndefined: [v.literal([undefined, "a"]), z.literal([undefined, "a"])],
  templateLiteral: [
    v.templateLiteral(["id-", v.int(), "-", v.enum(["a", "b"])]),
    z.templateLiteral(["id-", z.int(), "-", z.enum(["a", "b"])]),
  ],
  templateOfOptional: [
    v.templateLiteral([v.optional(v.string()), 5, null, true]),
    z.templateLiteral([z.optional(z.string()), 5, null, true]),
  ],
  emptyTemplate: [v.templateLiteral([]), z.templateLiteral([])],
  custom: [
    v.custom<`#${string}`>((value) => typeof value === "string"),
    z.custom<`#${string}`>((value) => typeof value === "string"),
  ],
  customInput: [v.custom<number, string>(), z.custom<number, string>()],
  instance: [v.instanceof(Map), z.instanceof(Map)],
  coerceString: [v.coerce.string(), z.coerce.string()],
  coerceNumber: [v.coerce.number<string>(), z.coerce.number<string>()],
  coerceBoolean: [v.coerce.boolean(), z.coerce.boolean()],
  coerceDate: [v.coerce.date(), z.coerce.date()],
  coerceBigint: [v.coerce.bigint(), z.coerce.bigint()],
  guid: [v.guid(), z.guid()],
  httpUrl: [v.httpUrl(), z.httpUrl()],
  hash: [v.hash("sha256", { enc: "base64" }), z.hash("sha256", { enc: "base64" })],
  stringFormat: [
    v.stringFormat("even", (text) => text.length % 2 === 0),
    z.stringFormat("even", (text) => text.length % 2 === 0),
  ],
  isoTime: [v.iso.time({ precision: 3 }), z.iso.time({ precision: 3 })],
  objectWithoutShape: [v.object(), z.strictObject({})],
  shapeOfAnyKeys: [v.object({}), z.strictObject({})],
  safeExtend: [
    v.safeExtend(user, { id: v.int(), age: v.int() }),
    z.safeExtend(zodUser, { id: z.int(), age: z.int() }),
  ],
  partialKeys: [v.partial(user, { id: true }), z.partial(zodUser, { id: true })],
  partialTuple: [
    v.partial(v.tuple([v.int(), v.string()])),
    z.partial(z.tuple([z.int(), z.string()])),
  ],
  exactPartial: [v.exactPartial(user), z.exactPartial(zodUser)],
  exactPartialKeys: [v.exactPartial(user, { id: true }), z.exactPartial(zodUser, { id: true })],
  required: [v.required(user), z.required(zodUser)],
  requiredKeys: [
    v.required(v.object({ a: v.optional(v.int()), b: v.optional(v.int()) }), { a: true }),
    z.required(z.strictObject({ a: z.optional(z.int()), b: z.optional(z.int()) }), { a: true }),
  ],
  keyof: [v.keyof(user), z.keyof(zodUser)],
  catchall: [
    v.catchall(v.object({ a: v.int() }), v.int()),
    z.catchall(z.strictObject({ a: z.int() }), z.int()),
  ],
  catchallOfDefault: [
    v.catchall(v.object({}), v._default(v.int(), 1)),
    z.catchall(z.strictObject({}), z._default(z.int(), 1)),
  ],
  extendCatchall: [
    v.extend(v.catchall(v.object({ a: v.int() }), v.int()), { b: v.int() }),
    z.extend(z.catchall(z.strictObject({ a: z.int() }), z.int()), { b: z.int() }),
  ],
  tupleRest: [v.tuple([v.string()], v.int()), z.tuple([z.string()], z.int())],
  tupleOptionalRest: [
    v.tuple([v.string(), v.optional(v.string())], v._default(v.string(), "")),
    z.tuple([z.string(), z.optional(z.string())], z._default(z.string(), "")),
  ],
  emptyTuple: [v.tuple([]), z.tuple([])],
  partialRecord: [
    v.partialRecord(v.enum(["a", "b"]), v.int()),
    z.partialRecord(z.enum(["a", "b"]), z.int()),
  ],
  looseRecord: [
    v.looseRecord(v.string().check(v.regex(/^a/)), v.int()),
    z.looseRecord(z.string().check(z.regex(/^a/)), z.int()),
  ],
  recordOfNumbers: [v.record(v.number(), v.int()), z.record(z.number(), z.int())],
  recordOfLiteral: [
    v.record(v.literal(["a", "b"]), v.optional(v.int())),
    z.record(z.literal(["a", "b"]), z.optional(z.int())),
  ],
  map: [v.map(v.string(), v.int()), z.map(z.string(), z.int())],
  set: [v.set(v._default(v.int(), 1)), z.set(z._default(z.int(), 1))],
  xor: [v.xor([v.string(), v.int()]), z.xor([z.string(), z.int()])],
  xorOfOptional: [
    v.object({ a: v.xor([v.string(), v.optional(v.int())]) }),
    z.strictObject({ a: z.xor([z.string(), z.optional(z.int())]) }),
  ],
  exactOptional: [
    v.object({ a: v.exactOptional(v.int()) }),
    z.strictObject({ a: z.exactOptional(z.int()) }),
  ],
  nonoptional: [
    v.object({ a: v.nonoptional(v.optional(v.int())) }),
    z.strictObject({ a: z.nonoptional(z.optional(z.int())) }),
  ],
  prefault: [
    v.object({ a: v.prefault(v.string(), "x"), b: v.prefault(v.string(), () => "x") }),
    z.strictObject({ a: z.prefault(z.string(), "x"), b: z.prefault(z.string(), () => "x") }),
  ],
  success: [v.object({ a: v.success(v.int()) }), z.strictObject({ a: z.success(z.int()) })],
  readonly: [
    v.object({
      a: v.readonly(v.array(v.int())),
      b: v.readonly(v.object({ c: v.int() })),
      d: v.readonly(v.tuple([v.int()])),
    }),
    z.strictObject({
      a: z.readonly(z.array(z.int())),
      b: z.readonly(z.strictObject({ c: z.int() })),
      d: z.readonly(z.tuple([z.int()])),
    }),
  ],
  readonlyMap: [v.readonly(v.map(v.string(), v.int())), z.readonly(z.map(z.string(), z.int()))],
  readonlyOptional: [
    v.object({ a: v.readonly(v.optional(v.int())) }),
    z.strictObject({ a: z.readonly(z.optional(z.int())) }),
  ],
  codec: [
    v.codec(v.string(), v.number(), {
      decode: (text) => Number(text),
      encode: (value) => String(value),
    }),
    z.codec(z.string(), z.number(), {
      decode: (text) => Number(text),
      encode: (value) => String(value),
    }),
  ],
  invertCodec: [
    v.invertCodec(
      v.codec(v.string(), v.number(), {
        decode: (text) => Number(text),
        encode: (value) => String(value),
      }),
    ),
    z.invertCodec(
      z.codec(z.string(), z.number(), {
        decode: (text) => Number(text),
        encode: (value) => String(value),
      }),
    ),
  ],
  asyncTransform: [
    v.pipe(
      v.string(),
      v.transform((text: string) => Promise.resolve(text.length)),
    ),
    z.pipe(
      z.string(),
      z.transform((text: string) => Promise.resolve(text.length)),
    ),
  ],
  transformInContext: [
    v.pipe(
      v.string(),
      v.transform((text) => text.length),
    ),
    z.pipe(
      z.string(),
      z.transform((text) => text.length),
    ),
  ],
  promise: [v.promise(v.int()), z.promise(z.int())],
  inputOf: [
    v.input(
      v.pipe(
        v.string(),
        v.transform((text: string) => text.length),
      ),
    ),
    z.input(
      z.pipe(
        z.string(),
        z.transform((text: string) => text.length),
      ),
    ),
  ],
  outputOf: [
    v.output(v.codec(v.string(), v.number(), { decode: Number, encode: String })),
    z.output(z.codec(z.string(), z.number(), { decode: Number, encode: String })),
  ],
  deepPartial: [
    v.deepPartial(v.object({ a: v.object({ b: v.array(user) }), c: v.int() })),
    z.deepPartial(z.strictObject({ a: z.strictObject({ b: z.array(zodUser) }), c: z.int() })),
  ],
  deepPartialArray: [
    v.deepPartial(v.array(v.object({ a: v.int() }))),
    z.deepPartial(z.array(z.strictObject({ a: z.int() }))),
  ],
  function: [
    v.function({ input: [v.int(), v._default(v.string(), "")], output: v.string() }),
    z.function({ input: [z.int(), z._default(z.string(), "")], output: z.string() }),
  ],
  functionOfAnything: [v._function(), z._function()],
  refineInContext: [
    v.int().check(v.refine((value) => value > 3)),
    z.int().check(z.refine((value) => value > 3)),
  ],
  checkFunction: [
    v.int().check((payload) => {
      if (payload.value > 3) payload.issues.push({ code: "custom", input: payload.value });
    }),
    z.int().check((payload) => {
      if (payload.value > 3) payload.issues.push({ code: "custom", input: payload.value });
    }),
  ],
  superRefine: [
    v.string().check(
      v.superRefine((text, context) => {
        if (text === "b") context.addIssue("no b");
      }),
    ),
    z.string().check(
      z.superRefine((text, context) => {
        if (text === "b") context.addIssue("no b");
      }),
    ),
  ],
  overwrite: [
    v.string().check(v.overwrite((text) => text.trim())),
    z.string().check(z.overwrite((text) => text.trim())),
  ],
  property: [
    v.array(v.int()).check(v.property("length", v.literal(2))),
    z.array(z.int()).check(z.property("length", z.literal(2))),
  ],
  bounds: [v.date().check(v.gt(new Date(0))), z.date().check(z.gt(new Date(0)))],
  sizes: [
    v.set(v.int()).check(v.minSize(1), v.maxSize(2)),
    z.set(z.int()).check(z.minSize(1), z.maxSize(2)),
  ],
  described: [
    v.string().check(v.describe("a name"), v.meta({ id: undefined })),
    z.string().check(z.describe("a name"), z.meta({ id: undefined })),
  ],
  with: [v.string().with(v.minLength(2)), z.string().with(z.minLength(2))],
  clone: [v.clone(user), z.clone(zodUser)],
  withParser: [v.withParser(v.int(), () => v.INVALID), z.withParser(z.int(), () => z.INVALID)],
  compile: [v.compile(user), z.compile(zodUser)],
  apply: [v.int().apply((schema) => v.array(schema)), z.int().apply((schema) => z.array(schema))],
  member: [
    v.getDiscriminatedOption(
      v.discriminatedUnion("kind", [
        v.object({ kind: v.literal("a"), x: v.int() }),
        v.object({ kind: v.literal("b") }),
      ]),
      "a",
    ),
    z.getDiscriminatedOption(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("a"), x: z.int() }),
        z.strictObject({ kind: z.literal("b") }),
      ]),
      "a",
    ),
  ],
  deepUnion: [
    v.array(
      v.record(
        v.string(),
        v.nullable(
          v.union([
            v.int(),
            v.array(
              v.discriminatedUnion("k", [
                v.object({ k: v.literal("a") }),
                v.object({ k: v.literal("b"), n: v._default(v.int(), 1) }),
              ]),
            ),
          ]),
        ),
      ),
    ),
    z.array(
      z.record(
        z.string(),
        z.nullable(
          z.union([
            z.int(),
            z.array(
              z.discriminatedUnion("k", [
                z.strictObject({ k: z.literal("a") }),
                z.strictObject({ k: z.literal("b"), n: z._default(z.int(), 1) }),
              ]),
            ),
          ]),
        ),
      ),
    ),
  ],
} as const;

const values: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1.5,
  5n,
  "",
  "a",
  "2026-01-31",
  "ada@example.org",
  [],
  [1],
  [1, "a"],
  {},
  { a: 1 },
  { a: "x" },
  { a: null },
  { a: undefined },
  { a: 1, b: 2 },
  { b: 2, extra: true },
  { kind: "cat" },
  { kind: "dog", barks: true },
  { id: 1, tags: ["x"] },
  { id: 1, name: "n", tags: [] },
];

interface Parsed {
  readonly success: boolean;
  readonly data?: unknown;
}

type Pairs = typeof pairs;
type Probe<A> = <T>(value: T) => T extends A ? 1 : 2;
type Same<A, B> = Probe<A> extends Probe<B> ? true : false;
/** The names of the pairs whose types differ: none. */
type Differing = {
  [Name in keyof Pairs]: [
    Same<InferOutput<Pairs[Name][0]>, z.output<Pairs[Name][1]>>,
    Same<InferInput<Pairs[Name][0]>, z.input<Pairs[Name][1]>>,
  ] extends [true, true]
    ? never
    : Name;
}[keyof Pairs];

describe("the flat types of v", () => {
  it("are those of the library behind v, both of what goes in and of what comes out", () => {
    expectTypeOf<Differing>().toEqualTypeOf<never>();
  });

  it("differ in what goes in where an integer may arrive as a number, and where the library says nothing", () => {
    expectTypeOf(v.bigint()["~standard"].types).toEqualTypeOf<
      { readonly input: bigint | number; readonly output: bigint } | undefined
    >();
    expectTypeOf(v.int64()).toEqualTypeOf<Schema<bigint, bigint | number>>();
    expectTypeOf(v.uint64()).toEqualTypeOf<Schema<bigint, bigint | number>>();
    expectTypeOf(v.stringbool()).toEqualTypeOf<Schema<boolean, string>>();
  });

  it.each(Object.entries(pairs))(
    "%s takes what the library's takes",
    async (_name, [ours, theirs]) => {
      for (const value of values) {
        const parsed: Parsed = await ours.safeParseAsync(value);
        const expected: Parsed = await z.safeParseAsync(theirs, value);
        expect({ success: parsed.success, data: parsed.data }).toEqual({
          success: expected.success,
          data: expected.data,
        });
      }
    },
  );
});
