import { describe, expectTypeOf, it } from "vitest";
import type { Context, Trigger, TriggerContext } from "../../src/index.js";

interface Item {
  id: number;
  name: string | null;
}

type Row<Op> = Extract<TriggerContext<Item>["trigger"], { op: Op }>;

describe("the type of a trigger", () => {
  it("has the rows that its event has", () => {
    expectTypeOf<Row<"INSERT">["new"]>().toEqualTypeOf<Readonly<Item>>();
    expectTypeOf<Row<"INSERT">["old"]>().toEqualTypeOf<null>();
    expectTypeOf<Row<"UPDATE">["old"]>().toEqualTypeOf<Readonly<Item>>();
    expectTypeOf<Row<"DELETE">["new"]>().toEqualTypeOf<null>();
    expectTypeOf<Extract<Trigger<Item>, { level: "STATEMENT" }>["op"]>().toEqualTypeOf<
      "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE"
    >();
  });

  it("is that of ctx, where the columns are not known", () => {
    expectTypeOf<Context["trigger"]["new"]>().toEqualTypeOf<Readonly<
      Record<string, unknown>
    > | null>();
    expectTypeOf<TriggerContext<Item>>().toExtend<Context>();
  });
});
