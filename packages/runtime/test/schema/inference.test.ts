import * as z from "zod/mini";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type InferInput, type InferOutput, v } from "../../src/index.js";

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
  bigint: [v.bigint(), z.bigint()],
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

  it.each(Object.entries(pairs))("%s takes what the library's takes", (_name, [ours, theirs]) => {
    for (const value of values) {
      const parsed: Parsed = ours.safeParse(value);
      const expected: Parsed = z.safeParse(theirs, value);
      expect({ success: parsed.success, data: parsed.data }).toEqual({
        success: expected.success,
        data: expected.data,
      });
    }
  });
});
