import { describe, expect, expectTypeOf, it } from "vitest";
import stopgap, {
  type Context,
  type InferArgs,
  type InferResult,
  internalMutation,
  internalQuery,
  mutation,
  query,
  type Schema,
  type StandardSchema,
  v,
  validateArgs,
} from "../../src/index.js";
import * as handlers from "../../src/handlers.js";

/** A context with arguments and nothing else: the wrappers touch nothing else. */
function contextOf(args: unknown): Context {
  return { args } as Context;
}

/** All take the same here: seen as one, so that one test serves all. */
const wrappers = [
  ["query", query],
  ["mutation", mutation],
  ["internalQuery", internalQuery],
  ["internalMutation", internalMutation],
] as unknown as readonly (readonly [string, typeof query])[];

describe.each(wrappers)("%s", (kind, wrap) => {
  it("SG-W01 marks what it returns with its kind and its schema", () => {
    const schema = v.object({ id: v.int() });
    const handler = wrap(schema, () => 1);
    expect(handler.__stopgap_kind).toBe(kind);
    expect(handler.__stopgap_args_schema).toBe(schema);
  });

  it("does not let its marks be changed", () => {
    const handler = wrap(() => 1);
    expect(() => Object.assign(handler, { __stopgap_kind: "other" })).toThrow(TypeError);
    expect(() => Object.assign(handler, { __stopgap_args_schema: 1 })).toThrow(TypeError);
    expect(() => Object.assign(handler, { __stopgap_roles: ["other"] })).toThrow(TypeError);
    expect(() => Object.assign(handler, { __stopgap_security: null })).toThrow(TypeError);
    expect(Object.keys(handler)).toEqual(["__stopgap_kind", "__stopgap_args_schema"]);
  });

  it("has no schema where none is given, and hands the arguments on as they came", () => {
    const handler = wrap((args) => args);
    const args = { anything: [1, null] };
    expect(handler.__stopgap_args_schema).toBeNull();
    expect(handler(contextOf(args))).toBe(args);
  });

  it.each([
    ["nothing", []],
    ["a number", [5]],
    ["a schema without a handler", [v.int()]],
    ["a schema and what is no function", [v.int(), { call: 1 }]],
    ["null", [null]],
  ])("refuses %s instead of a handler", (_name, args) => {
    const refusal = new TypeError(`stopgap.${kind} expects a function handler`);
    expect(() => Reflect.apply(wrap, undefined, args) as unknown).toThrow(refusal);
  });

  it.each([
    ["undefined", undefined],
    ["an object that is no schema", { parse: "a validator of some other make" }],
    ["a half-made schema", { "~standard": { version: 1 } }],
    ["a string", "object"],
  ])("refuses %s as a schema when it is defined, not when it is called", (_name, schema) => {
    expect(() => Reflect.apply(wrap, undefined, [schema, () => 1]) as unknown).toThrow(
      new TypeError(
        `stopgap.${kind} expects a schema made with v, a validator that follows Standard Schema, or a JSON Schema`,
      ),
    );
  });

  it("gives the handler what the schema puts out: defaults and transforms applied", () => {
    const schema = v.object({
      limit: v._default(v.int(), 10),
      name: v.string().check(v.trim(), v.toLowerCase()),
      size: v.pipe(
        v.string(),
        v.transform((text) => text.length),
      ),
    });
    const handler = wrap(schema, (args) => args);
    expect(handler(contextOf({ name: "  ADA ", size: "four" }))).toEqual({
      limit: 10,
      name: "ada",
      size: 4,
    });
  });

  it("hands the context on and returns what the handler returns, promises too", async () => {
    const context = contextOf(1);
    const handler = wrap(v.int(), (_args, ctx) => Promise.resolve(ctx));
    expect(await handler(context)).toBe(context);
  });

  it("does not run the handler when the schema refuses", () => {
    let runs = 0;
    const handler = wrap(v.object({ id: v.int() }), () => (runs += 1));
    expect(() => handler(contextOf({ id: "1" }))).toThrow(
      "stopgap args validation failed at $.id: expected int, received string",
    );
    expect(runs).toBe(0);
  });

  it("takes a schema that is a function, as some libraries make them", () => {
    const schema: StandardSchema<number> = Object.assign(() => 0, {
      "~standard": {
        version: 1 as const,
        vendor: "test",
        validate: (value: unknown) => ({ value: Number(value) }),
      },
    });
    expect(wrap(schema, (args) => args + 1)(contextOf("41"))).toBe(42);
  });
});

describe("the default export", () => {
  it("is the named exports", () => {
    expect(stopgap).toEqual({
      query,
      mutation,
      internalQuery,
      internalMutation,
      v,
      validateArgs,
    });
  });

  it("agrees with what the kernel builds in without the schema library", () => {
    expect(handlers.query).toBe(query);
    expect(handlers.mutation).toBe(mutation);
    expect(handlers.internalQuery).toBe(internalQuery);
    expect(handlers.internalMutation).toBe(internalMutation);
    expect(handlers.validateArgs).toBe(validateArgs);
  });
});

describe("the types of a handler", () => {
  const search = query(
    v.object({
      text: v.string(),
      tags: v.optional(v.array(v.array(v.string()))),
      limit: v._default(v.int(), 10),
      by: v.union([v.literal("name"), v.literal("age")]),
      range: v.tuple([v.int(), v.nullable(v.int())]),
      counts: v.record(v.string(), v.number()),
      target: v.discriminatedUnion("kind", [
        v.object({ kind: v.literal("user"), id: v.int() }),
        v.object({ kind: v.literal("group"), name: v.string() }),
      ]),
    }),
    async (args, ctx) => {
      expectTypeOf(ctx).toEqualTypeOf<Context>();
      expectTypeOf(args).toEqualTypeOf<{
        text: string;
        limit: number;
        by: "name" | "age";
        range: [number, number | null];
        counts: Record<string, number>;
        target: { kind: "user"; id: number } | { kind: "group"; name: string };
        tags?: string[][] | undefined;
      }>();
      expectTypeOf(args).not.toHaveProperty("other");
      expectTypeOf(args.limit).not.toHaveProperty("toUpperCase");
      const rows = await ctx.db.query<{ id: number }>("select 1 as id");
      return rows[0] ?? null;
    },
  );

  it("are known to those who call it: arguments as they are given, result as it is awaited", () => {
    expectTypeOf<InferArgs<typeof search>["limit"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<InferArgs<typeof search>["tags"]>().toEqualTypeOf<string[][] | undefined>();
    expectTypeOf<InferArgs<typeof search>["text"]>().toEqualTypeOf<string>();
    expectTypeOf<InferResult<typeof search>>().toEqualTypeOf<{ id: number } | null>();
    const plain = query((args) => {
      expectTypeOf(args).toEqualTypeOf<unknown>();
      return 1;
    });
    expect(plain(contextOf({}))).toBe(1);
    expectTypeOf<InferResult<typeof plain>>().toEqualTypeOf<number>();
    expectTypeOf<InferArgs<typeof plain>>().toEqualTypeOf<unknown>();
  });

  it("tell wrong, missing and extra arguments", () => {
    type Args = InferArgs<typeof rename>;
    const right: Args = { id: 1, name: "Ada" };
    // @ts-expect-error -- a string where a number is expected
    const wrong: Args = { id: "1", name: "Ada" };
    // @ts-expect-error -- a key is missing
    const missing: Args = { id: 1 };
    // @ts-expect-error -- a key too many
    const extra: Args = { id: 1, name: "Ada", admin: true };
    expect([right, wrong, missing, extra]).toHaveLength(4);
  });

  it("work through a helper that is generic in the schema", () => {
    function listOf<Element>(element: Schema<Element>) {
      return query(v.object({ items: v.array(element) }), (args) => args.items);
    }
    const numbers = listOf(v.int());
    expectTypeOf<InferResult<typeof numbers>>().toEqualTypeOf<number[]>();
    expectTypeOf<InferArgs<typeof numbers>>().toEqualTypeOf<{ items: number[] }>();
    expect(numbers(contextOf({ items: [1, 2] }))).toEqual([1, 2]);
  });

  it("keep the kinds apart", () => {
    expectTypeOf(search.__stopgap_kind).toEqualTypeOf<"query">();
    expectTypeOf(rename.__stopgap_kind).toEqualTypeOf<"mutation">();
    // @ts-expect-error -- what is no handler has no arguments
    const none: InferArgs<() => number> = 1;
    expect(none).toBe(1);
  });

  const rename = mutation(v.object({ id: v.int(), name: v.string() }), (args) => args.name);
});
