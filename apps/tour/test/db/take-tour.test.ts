import { testServerUrl } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";

import { lookFor } from "../../src/output/look.js";
import { freshDatabase } from "../../src/server/fresh-database.js";
import { tourSteps } from "../../src/steps/tour-steps.js";
import { takeTour } from "../../src/take-tour.js";
import type { Step } from "../../src/steps/step.js";

const name = `stopgap_tour_${process.pid}`;
const serverUrl = testServerUrl();

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

afterAll(() => onServer(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`));

/** Takes the tour in a fresh database, and returns all that was printed. */
async function tour(steps: readonly Step[]): Promise<string> {
  const printed: string[] = [];
  const url = await freshDatabase(serverUrl, name);
  await takeTour(url, steps, {
    look: lookFor({ isTTY: false, hasColors: () => true }),
    columns: 80,
    print: (text) => printed.push(text),
  });
  return printed.join("\n");
}

function sqlStep(sql: string, fails: boolean): Step {
  const example = { kind: "sql", line: 7, inputs: [sql], expected: "", fails } as const;
  return { title: "One", parts: [example] };
}

describe("the tour", () => {
  it("shows each step, any number of times", async () => {
    const steps = await tourSteps();

    for (const printed of [await tour(steps), await tour(steps)]) {
      expect(printed).toContain(`Stopgap is installed in a fresh database "${name}"`);
      const titles = steps.map(({ title }, index) => `${index + 1}. ${title}`);
      expect(printed.match(/^\d+\. .*$/gm)).toEqual(titles);
      expect(printed).toContain("=# create schema shop;\n(done)\n");
      expect(printed).toContain(
        "\nERROR:  line 6, column 48: Property 'toUpperCase' does not exist",
      );
      expect(printed).toContain("$ stopgap deployments\ndeployments env=prod count=2\n");
    }
  });

  it("has no colours and no line too long where it is not shown on a terminal", async () => {
    const printed = await tour([{ title: "One", parts: ["word ".repeat(40).trim()] }]);

    expect(printed).not.toContain("\u001b");
    expect(printed).toContain("\nword word");
    expect(
      Math.max(
        ...printed
          .split("\n")
          .slice(2)
          .map(({ length }) => length),
      ),
    ).toBe(79);
  });

  it("ends where a statement fails that should not", async () => {
    await expect(tour([sqlStep("select 1/0", false)])).rejects.toMatchObject({
      name: "TourError",
      code: "unexpected_outcome",
      message: expect.stringContaining("failed, and should not have (README.md, line 7)") as string,
    });
  });

  it("ends where a statement succeeds that should not", async () => {
    await expect(tour([sqlStep("select 1", true)])).rejects.toMatchObject({
      code: "unexpected_outcome",
      message: expect.stringContaining("succeeded, and should not have") as string,
    });
  });

  it("leaves a database alone that no tour has made", async () => {
    await onServer(`comment on database ${pg.escapeIdentifier(name)} is null`);

    await expect(freshDatabase(serverUrl, name)).rejects.toMatchObject({
      code: "foreign_database",
      message: `the server has a database "${name}" that no tour has made: rename or drop it first`,
    });
  });

  it("says which server does not answer", async () => {
    await expect(freshDatabase("postgresql://nobody@localhost:1/x", name)).rejects.toMatchObject({
      code: "cannot_connect",
      message: expect.stringMatching(/^cannot connect to localhost:1: .*ECONNREFUSED/) as string,
    });
  });
});
