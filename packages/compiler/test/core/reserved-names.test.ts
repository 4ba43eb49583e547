import { describe, expect, it } from "vitest";
import { compile, findings } from "../compile.js";

/** A module that could change what the interrupt checks refer to could not be stopped. */
describe("a reserved name", () => {
  it.each([
    "declare let __stopgap_budget: number; __stopgap_budget = Infinity;",
    "const __stopgap_check = () => 0;",
    "function f(__stopgap_budget = 1) { return __stopgap_budget; }",
    "const { __stopgap_budget } = { __stopgap_budget: 1 };",
    "const { a: __stopgap_budget } = { a: 1 };",
    "try { } catch (__stopgap_budget) { }",
    "class __stopgap_check { }",
    String.raw`declare let \u005f_stopgap_budget: number; \u{5f}_stopgap_budget = 1;`,
    "declare let __stopgap_refill: unknown; __stopgap_refill = () => 1e9;",
    "export const a = { __stopgap_budget };",
    "enum __stopgap_budget { A }",
    "namespace __stopgap_check { export const a = 1; }",
    `import { v as __stopgap_budget } from "@stopgap/runtime";`,
    "const f = function __stopgap_check() { };",
    "for (const __stopgap_budget of [1]) { }",
  ])("is refused, checked or not: %s", (source) => {
    const module = `${source}\nexport default () => { while (true); };`;
    for (const check of [true, false]) {
      const { code, diagnostics } = compile(module, { check, entry: check });
      expect(code).toBe("");
      expect(diagnostics[0]).toMatchObject({
        severity: "error",
        phase: "names",
        code: 90003,
        message: expect.stringContaining("cannot be used") as string,
        line: 1,
      });
    }
  });

  it("may be the name of a property, as the wrappers have it", () => {
    expect(
      findings(`import { query } from "@stopgap/runtime";
class A { __stopgap_kind = 1; get __stopgap_a() { return 1; } __stopgap_m() { return 1; } }
interface I { __stopgap_kind: string; __stopgap_m(): void }
const f = query(() => 1);
const { __stopgap_kind: kind } = f;
export default () => [new A(), f.__stopgap_kind, { __stopgap_kind: kind }, null as unknown as I];
`),
    ).toEqual([]);
  });
});
