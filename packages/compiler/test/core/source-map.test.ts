import { SourceMap, type SourceMapPayload } from "node:module";
import { describe, expect, it } from "vitest";
import { compile } from "../compile.js";

/** Every name and literal of the code that the source has exactly once must lead back to where it stands there. */
function expectExactMap(source: string): void {
  const { code, sourceMap, diagnostics } = compile(source, { options: { source_map: true } });
  expect(diagnostics).toEqual([]);
  const map = new SourceMap(JSON.parse(sourceMap ?? "") as SourceMapPayload);
  const marks = [...new Set(source.match(/mark\w*/g))];
  expect(marks.length).toBeGreaterThan(0);
  for (const mark of marks) {
    const generated = positionOf(code, mark);
    const { line, column } = positionOf(source, mark);
    expect({ mark, ...map.findEntry(generated.line, generated.column) }).toMatchObject({
      mark,
      originalLine: line,
      originalColumn: column,
    });
  }
}

/** Zero-based, as source maps count. */
function positionOf(text: string, mark: string): { line: number; column: number } {
  const before = text.slice(0, text.search(new RegExp(String.raw`\b${mark}\b`))).split("\n");
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

describe("a source map", () => {
  it("is made only when it is asked for", () => {
    const source = "export default () => 1;";
    expect(compile(source).sourceMap).toBeNull();
    expect(compile(source, { options: { source_map: false } }).sourceMap).toBeNull();
    expect(compile(source, { options: { source_map: true } }).sourceMap).toContain('"version":3');
  });

  it("does not change the code, which does not name it", () => {
    const source = "export default async () => 1;";
    const { code } = compile(source, { options: { source_map: true } });
    expect(code).toBe(compile(source).code);
    expect(code).not.toContain("sourceMappingURL");
  });

  it("is not made for a module with errors", () => {
    expect(
      compile("export default () => x;", { options: { source_map: true } }).sourceMap,
    ).toBeNull();
  });

  it("leads back exactly, through lowered code and interrupt checks", () => {
    expectExactMap(`type Unused = { a: number };
interface Other { b: Unused }
declare const of: { measure(other: Other | number): number };
export default async (ctx) => {
  for (let markI = 0; markI < 3; markI++) { await ctx.db.query(String(markI)); if (markI > of.measure(markI)) break; }
    const value: number = ((await Promise.resolve(1)) as number) + (Object(1) as any).markB;
  return value;
};
`);
  });

  it("leads to the source as written also where the parameter got its type from the compiler", () => {
    expectExactMap("export default ctx => Object(ctx).markOne + Object(ctx.db).markTwo;\n");
    expectExactMap("export default (ctx) => Object(ctx).markOne + Object(ctx.db).markTwo;\n");
  });

  it("leads back from classes, generators, decorators and enums", () => {
    expectExactMap(`enum Color { Red, markGreen }
function decorate(value: unknown, context: DecoratorContext): void { void value; void context; }
class Box { @decorate accessor value = 1; #secret = 2; static { Box.prototype.markMethod(); }
  markMethod() { return this.#secret; } }
async function* markNumbers(): AsyncGenerator<number> { yield* [1, 2]; }
export default async () => {
  let sum = 0;
  for await (const n of markNumbers()) sum += n;
  return [sum, new Box(), Color];
};
`);
  });
});
