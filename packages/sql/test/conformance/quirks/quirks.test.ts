import { readFile, writeFile } from "node:fs/promises";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopgapDatabase } from "../../db/database.js";
import {
  engineProbes,
  prepareProbes,
  type Probe,
  type ProbeContext,
  runtimeProbes,
} from "./probes.js";
import { readQuirks, writeQuirks } from "./quirks-table.js";

const file = new URL("../../../../../docs/engines.md", import.meta.url);
const isUpdate = process.env["STOPGAP_UPDATE_QUIRKS"] === "1";

const isShown = process.env["STOPGAP_SHOW_QUIRKS"] === "1";

let database: TestDatabase;
let context: ProbeContext;
let column: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  const { client } = database;
  const { rows } = await client.query<{ name: string; version: string; server: string }>(
    `select plts.engine() ->> 'name' as name, plts.engine() ->> 'version' as version,
       (current_setting('server_version_num')::int / 10000)::text as server`,
  );
  const [{ name, version, server } = { name: "", version: "", server: "" }] = rows;
  context = { client, other: await database.connect(), engine: name };
  column = `${name} ${version}, PostgreSQL ${server}`;
  await prepareProbes(context);
});
afterAll(() => database.drop());

async function measure(probes: readonly Probe[]): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const { name, look } of probes) {
    const answer = await look(context);
    answers.set(name, answer.replaceAll("\n", " ").replaceAll("`", "'").trim());
  }
  return answers;
}

/** An engine or version that the page does not know yet is no failure: it is told. */
async function compare(heading: string, probes: readonly Probe[]): Promise<void> {
  const answers = await measure(probes);
  const page = await readFile(file, "utf8");
  const { engines, rows } = readQuirks(page, heading);
  if (isUpdate) {
    await writeFile(file, writeQuirks(page, heading, column, answers));
    return;
  }
  const isKnown = engines.includes(column);
  if (!isKnown || isShown) show(heading, answers);
  if (!isKnown) return;
  const known = [...answers.keys()].map((name) => [name, rows.get(name)?.get(column)]);
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(known));
}

function show(heading: string, answers: ReadonlyMap<string, string>): void {
  const width = Math.max(...[...answers.keys()].map(({ length }) => length));
  const lines = [...answers].map(([name, answer]) => `  ${name.padEnd(width)}  ${answer}`);
  process.stdout.write(`\n${column}: ${heading.toLowerCase()}\n${lines.join("\n")}\n`);
}

describe("the engine", () => {
  it("has the quirks that docs/engines.md tells of", () => compare("By itself", engineProbes));

  it("has those that docs/engines.md tells of with Stopgap on it", () =>
    compare("With Stopgap", runtimeProbes));
});
