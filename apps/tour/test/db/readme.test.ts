import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { tourSteps } from "../../src/steps/tour-steps.js";
import { mask } from "../fixtures/mask.js";
import { runExample } from "../fixtures/run-example.js";
import { stopgapDatabase } from "../fixtures/stopgap-database.js";

const readmeUrl = new URL("../../../../README.md", import.meta.url);
const readme = await readFile(readmeUrl, "utf8");
const steps = await tourSteps();
const examples = steps.flatMap(({ parts }) => parts.filter((part) => typeof part !== "string"));

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
});
afterAll(() => database.drop());

describe("the README", () => {
  it("has its SQL and its commands in the tour only, where they are run", () => {
    const blocks = readme.match(/^```(?:sql|console)$/gm);

    expect(examples).toHaveLength(blocks?.length ?? 0);
    expect(examples.length).toBeGreaterThan(0);
  });
});

describe("the links of the README", () => {
  const links = Array.from(readme.matchAll(/\]\(([^):]+)\)/g), ([, path = ""]) => path);

  it.each(links)("%s leads somewhere", (path) => {
    expect(existsSync(new URL(path, readmeUrl))).toBe(true);
  });
});

// Each one goes on where the one before has stopped.
describe("the README says what is printed by", () => {
  const named = examples.map((example) => [example.line, example] as const);

  it.each(named)("the block in line %i", async (_, example) => {
    const { client, url } = database;

    const printed = await runExample(example, { client, url });

    expect(mask(printed, example.expected)).toBe(example.expected);
  });
});
