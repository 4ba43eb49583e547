import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, stopgapDatabase } from "../db/database.js";
import { expressionSamples, schemaSamples } from "./schema-samples.js";

const database = await stopgapDatabase();
const app = new App(database.client);
afterAll(() => database.drop());

beforeAll(async () => {
  await database.client.query("create schema app");
});

/** What the modules of this file begin with. */
const prelude = `
import { query, v, validateArgs, type InferOutput, type Schema } from "@stopgap/runtime";

function show(value: unknown): string {
  if (typeof value === "bigint") return value + "n";
  if (typeof value === "number") return Object.is(value, -0) ? "0" : String(value);
  if (value instanceof Date) return "Date " + value.getTime();
  if (value instanceof Map) return "Map " + show([...value]);
  if (value instanceof Set) return "Set " + show([...value]);
  if (Array.isArray(value)) return "[" + value.map(show).join() + "]";
  if (typeof value === "object" && value !== null) {
    return "{" + Object.entries(value).map(([key, member]) => key + ":" + show(member)).join() + "}";
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
`;

describe("v", () => {
  it("takes and refuses in the database what it should, with every builder (SG-W03, SG-W05)", async () => {
    const samples = Object.entries(schemaSamples).map(
      ([name, { schema, takes = "", turns = "", refuses = "" }]) =>
        `${JSON.stringify(name)}: { schema: () => ${schema}, takes: [${takes}], turns: [${turns}], refuses: [${refuses}] },`,
    );
    const failures = await app.run(`${prelude}
interface Sample {
  readonly schema: () => Schema;
  readonly takes: readonly unknown[];
  readonly turns: readonly (readonly [unknown, unknown])[];
  readonly refuses: readonly unknown[];
}
const samples: Readonly<Record<string, Sample>> = {
${samples.join("\n")}
};
export default query(() => {
  const failures: string[] = [];
  for (const [name, { schema: make, takes, turns, refuses }] of Object.entries(samples)) {
    try {
      const schema = make();
      const expected = [...takes.map((value) => [value, value] as const), ...turns];
      for (const [value, wanted] of expected) {
        const output = show(validateArgs(schema, value));
        if (output !== show(wanted)) failures.push(name + " makes " + output + " of " + show(value));
      }
      for (const value of refuses) {
        if (schema.safeParse(value).success) failures.push(name + " takes " + show(value));
      }
    } catch (error) {
      failures.push(name + ": " + String(error));
    }
  }
  return failures;
});`);
    expect(failures).toEqual([]);
  });

  it("parses, encodes, describes and puts errors into words in the database (SG-W05)", async () => {
    const samples = Object.entries(expressionSamples).map(
      ([name, [expression, value]]) =>
        `${JSON.stringify(name)}: async () => [${expression}, ${value}],`,
    );
    const failures = await app.run(`${prelude}
function errorOf<Output>(schema: Schema<Output, unknown>, value: unknown) {
  const { error } = schema.safeParse(value);
  if (!error) throw new Error("the schema took the value");
  return error;
}
const samples: Readonly<Record<string, () => Promise<readonly [unknown, unknown]>>> = {
${samples.join("\n")}
};
export default query(async () => {
  const failures: string[] = [];
  for (const [name, run] of Object.entries(samples)) {
    try {
      const [value, expected] = await run();
      if (show(value) !== show(expected)) failures.push(name + " is " + show(value));
    } catch (error) {
      failures.push(name + ": " + String(error));
    }
  }
  return failures;
});`);
    expect(failures).toEqual([]);
  });

  it("has no name that no sample uses", async () => {
    const names = await app.run(
      `import { query, v } from "@stopgap/runtime"; export default query(() => Object.keys(v));`,
    );
    const used = new Set([...Object.keys(schemaSamples), ...Object.keys(expressionSamples)]);
    expect(
      (names as string[]).filter((name) => !used.has(name) && !name.startsWith("ZodMini")),
    ).toEqual([]);
  });
});
