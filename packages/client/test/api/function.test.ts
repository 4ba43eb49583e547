import { describe, expectTypeOf, it } from "vitest";
import type { CallError, Mutation, Outcome, Query } from "../../src/index.js";

type Shape =
  | { readonly kind: "circle"; readonly radius: number }
  | { readonly kind: "square"; readonly side: number };

interface Api {
  readonly users: {
    readonly get: Query<{ id: number }, { id: number; email: string } | null>;
    readonly list: Query<{ limit?: number; after?: string }, readonly string[]>;
    readonly count: Query<void, number | bigint>;
    readonly remove: Mutation<{ id: number | bigint }, null>;
  };
  readonly shapes: {
    readonly area: Query<Shape, number>;
    readonly anything: Query<unknown, unknown>;
    readonly ids: Query<readonly number[], number>;
    readonly maybe: Query<{ id: number } | undefined, number>;
  };
}

type Users = Api["users"];

const api = {} as Api;

/** Only checked, never run. */
const checked = (_use: () => unknown): void => undefined;

describe("the types of a function", () => {
  it("take the arguments that it has", () => {
    checked(() => [
      api.users.get({ id: 1 }),
      api.users.list(),
      api.users.list({}),
      api.users.list({ limit: 1 }),
      api.users.count(),
      api.users.remove({ id: 1n }),
      api.shapes.area({ kind: "circle", radius: 1 }),
      api.shapes.anything(),
      api.shapes.anything([1]),
      api.shapes.ids([1]),
      api.shapes.maybe(),
      api.users.get.try({ id: 1 }),
      api.users.count.try(),
    ]);
  });

  it("refuse arguments that are wrong, missing or too many", () => {
    checked(() => [
      // @ts-expect-error a string is no number
      api.users.get({ id: "1" }),
      // @ts-expect-error the arguments are missing
      api.users.get(),
      // @ts-expect-error a member is missing
      api.users.get({}),
      // @ts-expect-error there is no such member
      api.users.get({ id: 1, name: "a" }),
      // @ts-expect-error it takes one argument
      api.users.get({ id: 1 }, 2),
      // @ts-expect-error it takes none
      api.users.count({}),
      // @ts-expect-error it takes none
      api.users.count(undefined),
      // @ts-expect-error a member of the wrong type
      api.users.list({ limit: "1" }),
      // @ts-expect-error a member of the other shape
      api.shapes.area({ kind: "circle", side: 1 }),
      // @ts-expect-error a shape that there is not
      api.shapes.area({ kind: "line" }),
      // @ts-expect-error a list cannot be left out
      api.shapes.ids(),
      // @ts-expect-error the same without throwing
      api.users.get.try({ id: "1" }),
    ]);
  });

  it("give the result that it has", () => {
    expectTypeOf<Users["get"]>().returns.resolves.toEqualTypeOf<{
      id: number;
      email: string;
    } | null>();
    expectTypeOf<Users["count"]>().returns.resolves.toEqualTypeOf<number | bigint>();
    expectTypeOf<Users["count"]["try"]>().returns.resolves.toEqualTypeOf<
      Outcome<number | bigint>
    >();
    const takeText = (text: string): string => text;
    const takeNumber = (number: number): number => number;
    checked(async () => [
      // @ts-expect-error it may be null
      takeText((await api.users.get({ id: 1 })).email),
      // @ts-expect-error it is a number
      takeText((await api.users.get({ id: 1 }))?.id),
      // @ts-expect-error it may be a bigint
      takeNumber(await api.users.count()),
    ]);
    expectTypeOf<NonNullable<Awaited<ReturnType<Users["get"]>>>>().not.toHaveProperty("name");
    expectTypeOf<Users>().not.toHaveProperty("nope");
  });

  it("tell success and failure apart", () => {
    expectTypeOf<Outcome<number>>().not.toHaveProperty("value");
    expectTypeOf<Outcome<number>>().not.toHaveProperty("error");
    checked(async () => {
      const outcome = await api.users.get.try({ id: 1 });
      if (outcome.ok) return outcome.value?.email;
      expectTypeOf(outcome.error).toEqualTypeOf<CallError>();
      // @ts-expect-error there is no such code
      if (outcome.error.code === "nonsense") return undefined;
      return outcome.error.issues;
    });
  });

  it("tell queries and mutations apart", () => {
    const reading = (_query: Query<{ id: number }, unknown>): void => undefined;
    checked(() => {
      reading(api.users.get);
      // @ts-expect-error a mutation is no query
      reading(api.users.remove);
    });
  });
});
