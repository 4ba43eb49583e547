import { createCompiler, loadDeclarations } from "@stopgap/compiler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

const database = await stopgapDatabase();
const app = new App(database.client);
const compiler = createCompiler(loadDeclarations());
afterAll(() => database.drop());

beforeAll(async () => {
  await database.client.query("create schema app");
});

const schema = `{
  type: "object",
  properties: { id: { type: "integer" }, tags: { type: "array", items: { type: "string", format: "email" } } },
  required: ["id"],
  additionalProperties: false,
}`;

describe("a JSON Schema literal", () => {
  it("types and checks the arguments (SG-W02, SG-W05)", async () => {
    await app.define(
      "typed",
      `import { query } from "@stopgap/runtime";
       export default query(${schema}, (args) => [args.id, args.tags?.map((tag) => tag.length) ?? null]);`,
    );
    expect(await app.call("typed", { id: 1, tags: ["a@b.cd"] })).toEqual([1, [6]]);
    expect(await app.text("typed", `{"id": 1152921504606846977}`)).toBe(
      "[1152921504606846977, null]",
    );
    const refused = await failure(app.call("typed", { tags: ["secret"], extra: 1 }));
    expect(refused.message).toContain("stopgap args validation failed at $.");
    expect(refused.message + refused.detail).not.toContain("secret");
    expect((JSON.parse(refused.detail) as { issues: unknown }).issues).toEqual(
      expect.arrayContaining([
        { path: "$.id", message: "missing required property" },
        { path: "$.tags[0]", message: "expected email, received string" },
        { path: "$.extra", message: "additional properties are not allowed" },
      ]),
    );
  });

  it("is refused when the module is loaded with a malformed one", async () => {
    const refused = await failure(
      app.run(
        `import { query } from "@stopgap/runtime"; export default query({ pattern: "(" }, () => 1);`,
      ),
    );
    expect(refused.message).toContain("stopgap schema is malformed");
  });
});

describe("a validator of another make", () => {
  it("gives the handler its output, and quotes no value unless that is asked for (SG-W04)", async () => {
    await app.define(
      "foreign",
      `import { query, type StandardSchema } from "@stopgap/runtime";
       const even: StandardSchema<string, number> = {
         "~standard": {
           version: 1,
           vendor: "evens",
           validate: (value) =>
             Number(value) % 2 === 0
               ? { value: Number(value) }
               : { issues: [{ message: \`\${String(value)} is odd\`, path: ["n"] }] },
         },
       };
       export default query(even, (n) => n.toFixed(1));`,
    );
    expect(await app.call("foreign", "4")).toBe("4.0");
    const refused = await failure(app.call("foreign", "7654321"));
    expect(refused.message).toContain("failed at $.n: value is not valid for evens");
    expect(refused.message + refused.detail).not.toContain("7654321");
    await database.client.query("set plts.log_level = 'debug'");
    const debugged = await failure(app.call("foreign", "7654321"));
    await database.client.query("reset plts.log_level");
    expect(debugged.message).not.toContain("7654321");
    expect(JSON.parse(debugged.detail)).toMatchObject({ said: ["7654321 is odd"] });
  });

  it("must answer at once", async () => {
    const refused = await failure(
      app.run(`import { query, type StandardSchema } from "@stopgap/runtime";
       const later: StandardSchema = {
         "~standard": { version: 1, vendor: "x", validate: async (value) => ({ value }) },
       };
       export default query(later, () => 1);`),
    );
    expect(refused.message).toContain("an asynchronous schema cannot check arguments");
  });
});

/** Modules, and whether their types are right. */
const verdicts: readonly (readonly [name: string, isRight: boolean, source: string])[] = [
  [
    "an argument used as what it is",
    true,
    "query(v.object({ id: v.int() }), (args) => args.id.toFixed())",
  ],
  [
    "an argument used as something else (SG-A04)",
    false,
    "query(v.object({ id: v.int() }), (args) => args.id.toUpperCase())",
  ],
  ["an argument that there is not", false, "query(v.object({ id: v.int() }), (args) => args.name)"],
  [
    "a key that may be missing",
    false,
    "query(v.object({ id: v.optional(v.int()) }), (args) => args.id.toFixed())",
  ],
  [
    "a key that may be missing, asked for",
    true,
    "query(v.object({ id: v.optional(v.int()) }), (args) => args.id?.toFixed())",
  ],
  [
    "a default",
    true,
    "query(v.object({ id: v._default(v.int(), 1) }), (args) => args.id.toFixed())",
  ],
  [
    "a union used as one of its members",
    false,
    "query(v.union([v.int(), v.string()]), (args) => args.toFixed())",
  ],
  [
    "a union told apart",
    true,
    "query(v.union([v.int(), v.string()]), (args) => (typeof args === 'number' ? args.toFixed() : args.trim()))",
  ],
  [
    "a discriminated union told apart",
    true,
    "query(v.discriminatedUnion('k', [v.object({ k: v.literal('a'), n: v.int() }), v.object({ k: v.literal('b') })]), (args) => (args.k === 'a' ? args.n : 0))",
  ],
  [
    "a discriminated union not told apart",
    false,
    "query(v.discriminatedUnion('k', [v.object({ k: v.literal('a'), n: v.int() }), v.object({ k: v.literal('b') })]), (args) => args.n)",
  ],
  [
    "nested arrays",
    true,
    "query(v.object({ rows: v.array(v.array(v.int())) }), (args) => args.rows.flat().map((n) => n.toFixed()))",
  ],
  [
    "nested arrays used as something else",
    false,
    "query(v.object({ rows: v.array(v.array(v.int())) }), (args) => args.rows.map((n) => n.toFixed()))",
  ],
  ["a bigint", true, "query(v.int64(), (args) => args + 1n)"],
  ["a bigint used as a number", false, "query(v.int64(), (args) => args + 1)"],
  ["a check of another type", false, "query(v.string().check(v.gt(5)), () => 1)"],
  ["a builder that there is not", false, "query(v.integer(), () => 1)"],
  [
    "a JSON Schema",
    true,
    "query({ type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }, (args) => args.id.toFixed())",
  ],
  [
    "a JSON Schema's argument used as something else",
    false,
    "query({ type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }, (args) => args.id.trim())",
  ],
  ["a JSON Schema of no type", false, "query({ type: 'text' }, () => 1)"],
  [
    "a generic helper",
    true,
    "query(v.object({ page: page(v.string()) }), (args) => args.page.rows.map((row) => row.trim()))",
  ],
  [
    "a generic helper's wrong use",
    false,
    "query(v.object({ page: page(v.string()) }), (args) => args.page.rows.map((row) => row.toFixed()))",
  ],
];

function moduleOf(expression: string): string {
  return `import { query, v, type InferOutput, type Schema } from "@stopgap/runtime";
const page = <Row>(row: Schema<Row>) => v.object({ rows: v.array(row), next: v.nullable(v.int()) });
export type Page = InferOutput<ReturnType<typeof page<string>>>;
export default ${expression};`;
}

describe("types", () => {
  it.each(verdicts)(
    "SG-W05 have the same verdict everywhere: %s",
    async (_name, isRight, expression) => {
      const source = moduleOf(expression);
      const { diagnostics } = compiler.compile({ source, entry: true });
      expect(diagnostics.filter(({ severity }) => severity === "error").length === 0).toBe(isRight);
      const { rows } = await database.client.query<{ compiled: { diagnostics: unknown[] } }>(
        "select to_jsonb(c) as compiled from plts.compile_ts_checked($1) c",
        [source],
      );
      expect((rows[0]?.compiled.diagnostics.length ?? -1) === 0).toBe(isRight);
    },
  );
});
