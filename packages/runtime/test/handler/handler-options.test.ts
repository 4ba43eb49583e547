import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Context,
  type InferArgs,
  type InferResult,
  internalMutation,
  internalQuery,
  mutation,
  query,
  v,
} from "../../src/index.js";

function contextOf(args: unknown): Context {
  return { args } as Context;
}

describe.each([
  ["query", query],
  ["mutation", mutation],
] as unknown as readonly (readonly [string, typeof query])[])("the options of %s", (kind, wrap) => {
  it("may replace the schema", () => {
    const args = v.object({ id: v._default(v.int(), 7) });
    const handler = wrap({ args }, ({ id }) => id);
    expect(handler.__stopgap_args_schema).toBe(args);
    expect(handler.__stopgap_roles).toBeNull();
    expect(handler.__stopgap_security).toBeNull();
    expect(handler(contextOf({}))).toBe(7);
    expect(() => handler(contextOf({ id: "x" }))).toThrow("at $.id: expected int, received string");
  });

  it("carry roles and security, in values and in types", () => {
    const handler = wrap({ roles: ["a", "b"], security: { definer: "c" } }, (args) => args);
    expect(handler.__stopgap_roles).toEqual(["a", "b"]);
    expect(handler.__stopgap_security).toEqual({ definer: "c" });
    expectTypeOf(handler.__stopgap_roles).toEqualTypeOf<readonly ["a", "b"]>();
    expectTypeOf(handler.__stopgap_security).toEqualTypeOf<{ readonly definer: "c" }>();
    expect(handler.__stopgap_args_schema).toBeNull();
    expect(handler(contextOf(5))).toBe(5);
  });

  it("cannot be changed afterwards, neither in the handler nor where they came from", () => {
    const roles = ["a"];
    const security = { definer: "c" };
    const handler = wrap({ roles, security }, () => 1);
    roles.push("b");
    security.definer = "d";
    expect(handler.__stopgap_roles).toEqual(["a"]);
    expect(handler.__stopgap_security).toEqual({ definer: "c" });
    expect(() => handler.__stopgap_roles.push("b")).toThrow(TypeError);
    expect(() => Object.assign(handler.__stopgap_security, { definer: "d" })).toThrow(TypeError);
  });

  it("may be none", () => {
    const handler = wrap({}, (args) => args);
    expect(handler.__stopgap_args_schema).toBeNull();
    expect(handler(contextOf(5))).toBe(5);
  });

  it("count as missing where they are undefined", () => {
    const handler = wrap({ args: undefined, roles: undefined } as object, () => 1);
    expect(handler.__stopgap_args_schema).toBeNull();
    expect(handler.__stopgap_roles).toBeNull();
  });

  it.each([
    [
      { args: v.int(), role: ["a"] },
      "takes the options args, roles, security and idempotent, and there is role",
    ],
    [{ roles: [] }, "expects roles to be a list of names, one at least"],
    [{ roles: "a" }, "expects roles to be a list of names, one at least"],
    [{ roles: ["a", ""] }, "expects roles to be a list of names, one at least"],
    [{ roles: ["a", 5] }, "expects roles to be a list of names, one at least"],
    [{ security: "a" }, 'expects security to be { definer: "<role>" }'],
    [{ security: {} }, 'expects security to be { definer: "<role>" }'],
    [{ security: { definer: "" } }, 'expects security to be { definer: "<role>" }'],
    [{ security: { definer: "a", invoker: "b" } }, 'expects security to be { definer: "<role>" }'],
    [{ args: 5 }, "expects a schema"],
  ])("are refused: %j", (options, message) => {
    const refusal = expect(() => Reflect.apply(wrap, undefined, [options, () => 1]) as unknown);
    refusal.toThrow(TypeError);
    refusal.toThrow(`stopgap.${kind} ${message}`);
  });

  it("need a handler", () => {
    expect(() => Reflect.apply(wrap, undefined, [{ roles: ["a"] }]) as unknown).toThrow(
      `stopgap.${kind} expects a function handler`,
    );
  });
});

describe("the option idempotent", () => {
  it("is a mutation's, in its value and in its type", () => {
    const handler = mutation({ args: v.object({ id: v.int() }), idempotent: true }, ({ id }) => id);
    expect(handler.__stopgap_idempotent).toBe(true);
    expectTypeOf(handler.__stopgap_idempotent).toEqualTypeOf<true>();
    expectTypeOf<InferArgs<typeof handler>>().toEqualTypeOf<{ id: number }>();
    expect(handler(contextOf({ id: 3 }))).toBe(3);
    const json = mutation({ args: { type: "integer" }, idempotent: true }, (id) => id + 1);
    expectTypeOf(json.__stopgap_idempotent).toEqualTypeOf<true>();
    expect(json(contextOf(3))).toBe(4);
  });

  it("is null where nothing is said", () => {
    const handler = mutation({ roles: ["a"] }, () => 1);
    expect(handler.__stopgap_idempotent).toBeNull();
    expectTypeOf(handler.__stopgap_idempotent).toEqualTypeOf<null>();
    expect(query(() => 1).__stopgap_idempotent).toBeNull();
  });

  it.each([1, "yes", {}])("is refused where it is neither true nor false: %j", (idempotent) => {
    const options = { idempotent };
    expect(() => Reflect.apply(mutation, undefined, [options, () => 1]) as unknown).toThrow(
      "stopgap.mutation expects idempotent to be true or false",
    );
  });

  it("is refused where it is no mutation's", () => {
    // @ts-expect-error -- a query always is
    expect(() => query({ idempotent: true }, () => 1)).toThrow(
      "stopgap.query takes no idempotent: a query always is",
    );
    // @ts-expect-error -- nobody calls it from outside
    expect(() => internalMutation({ idempotent: true }, () => 1)).toThrow(
      "stopgap.internalMutation takes no idempotent: only handlers call it",
    );
  });
});

describe("the internal wrappers", () => {
  it("take arguments as an option", () => {
    const handler = internalQuery({ args: v.object({ id: v.int() }) }, ({ id }) => id);
    expect(handler(contextOf({ id: 3 }))).toBe(3);
    expectTypeOf<InferArgs<typeof handler>>().toEqualTypeOf<{ id: number }>();
    expectTypeOf(handler.__stopgap_kind).toEqualTypeOf<"internalQuery">();
    expectTypeOf(handler.__stopgap_roles).toEqualTypeOf<null>();
  });

  it.each([{ roles: ["a"] }, { security: { definer: "a" } }])("refuse %j", (options) => {
    for (const wrap of [internalQuery, internalMutation]) {
      expect(() => Reflect.apply(wrap, undefined, [options, () => 1]) as unknown).toThrow(
        /^stopgap\.internal(Query|Mutation) takes no roles and no security: it has no live function$/,
      );
    }
    // @ts-expect-error -- nobody calls it from outside
    expect(() => internalQuery({ roles: ["a"] }, () => 1)).toThrow(TypeError);
  });
});

describe("the types of options", () => {
  it("know arguments and results as with a schema alone", () => {
    const handler = query(
      { args: v.object({ id: v.int(), limit: v._default(v.int(), 10) }), roles: ["a"] },
      async (args, ctx) => {
        expectTypeOf(args).toEqualTypeOf<{ id: number; limit: number }>();
        expectTypeOf(ctx).toEqualTypeOf<Context>();
        return Promise.resolve(String(args.id));
      },
    );
    expectTypeOf<InferArgs<typeof handler>>().toEqualTypeOf<{
      id: number;
      limit?: number | undefined;
    }>();
    expectTypeOf<InferResult<typeof handler>>().toEqualTypeOf<string>();
    expect(handler.__stopgap_roles).toEqual(["a"]);
    const untyped = mutation({ security: { definer: "a" } }, (args) => args);
    expectTypeOf<InferArgs<typeof untyped>>().toEqualTypeOf<unknown>();
    expectTypeOf(untyped.__stopgap_roles).toEqualTypeOf<null>();
  });

  it("refuse what is no option", () => {
    // @ts-expect-error -- role instead of roles
    expect(() => query({ args: v.int(), role: ["a"] }, () => 1)).toThrow(TypeError);
    // @ts-expect-error -- a name instead of a list of names
    expect(() => query({ roles: "a" }, () => 1)).toThrow(TypeError);
    // @ts-expect-error -- no role is named
    expect(() => query({ security: {} }, () => 1)).toThrow(TypeError);
  });
});
