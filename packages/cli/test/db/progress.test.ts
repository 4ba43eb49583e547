import { stripVTControlCharacters } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { OutputStream } from "../../src/context.js";
import { projectFolder } from "../fixtures/project-folder.js";
import { runInProcess } from "../fixtures/run-in-process.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.define("app", "one", "1");
});
afterAll(() => on.database.drop());

/** A terminal, and what was written to it. */
function terminal(columns = 80): OutputStream & { readonly text: () => string } {
  let written = "";
  return {
    isTerminal: true,
    size: () => ({ columns, rows: 24 }),
    write: (text) => {
      written += text;
    },
    text: () => written,
  };
}

interface Deploy {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly columns?: number;
}

/** Runs a command on a terminal: what it shows there, and what it answers. */
async function shown({ args = [], env = {}, folder, columns }: Deploy) {
  const stderr = terminal(columns);
  const { exitCode, stdout } = await runInProcess(
    ["deploy", ...args],
    { STOPGAP_DB: on.database.url, ...env },
    folder,
    { stderr },
  );
  return { exitCode, stdout, stderr: stderr.text(), lines: finalLines(stderr.text()) };
}

/** The last lines that were drawn. */
function finalLines(text: string): readonly string[] {
  return stripVTControlCharacters(text).split("\n");
}

const schema = ["--from-schema", "app"];

describe("progress on a terminal", () => {
  it("shows the steps of a deploy, and leaves them there", async () => {
    const { exitCode, stdout, lines } = await shown({ args: schema });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^deployed env=prod/);
    expect(lines).toContainEqual(expect.stringMatching(/^\+ check +[\d.]+m?s$/));
    expect(lines).toContainEqual(expect.stringMatching(/^\+ materialize +\d+ +[\d.]+m?s$/));
    expect(lines).toContainEqual(expect.stringMatching(/^\+ activate +/));
  });

  it("shows the build of a project as its first step", async () => {
    const folder = await projectFolder({
      "one.ts": `import { query } from "@stopgap/runtime"; export const get = query(async () => 1);`,
    });
    const { lines } = await shown({ folder, args: ["--env", "project"] });
    expect(lines).toContain("> build");
    expect(lines).toContainEqual(expect.stringMatching(/^\+ build +1 +[\d.]+m?s$/));
    expect(lines).toContainEqual(expect.stringMatching(/^\+ upload +1 +/));
  });

  it("marks the step that has failed, with the error below", async () => {
    await on.client.query(
      `create function app.two(a jsonb) returns jsonb language plts as 'export default () => 1'`,
    );
    await on.client.query(
      `create function app.two(a text) returns jsonb language plts as 'export default () => 1'`,
    );
    const { exitCode, stdout, lines } = await shown({ args: [...schema, "--env", "failing"] });
    await on.client.query("drop function app.two(jsonb)");
    await on.client.query("drop function app.two(text)");
    expect({ exitCode, stdout }).toEqual({ exitCode: 11, stdout: "" });
    const failure = lines.findIndex((line) => /^x check +/.test(line));
    const message = lines.findIndex((line) =>
      line.startsWith("stopgap: database command failed: "),
    );
    expect(failure).toBeGreaterThan(-1);
    expect(message).toBeGreaterThan(failure);
  });

  it("keeps to the width of the terminal", async () => {
    const { lines } = await shown({ args: [...schema, "--env", "narrow"], columns: 16 });
    const steps = lines.filter((line) => /^[+>] /.test(line));
    expect(steps.length).toBeGreaterThan(0);
    for (const line of steps) expect(line.length).toBeLessThanOrEqual(16);
  });

  it("leaves the cursor where people see it", async () => {
    const { stderr } = await shown({ args: [...schema, "--env", "cursor"] });
    expect(stderr).not.toContain("\u001b[?25l");
  });

  it.each<Deploy>([
    { env: { CI: "true" } },
    { env: { TERM: "dumb" } },
    { args: ["--quiet"] },
    { env: { STOPGAP_QUIET: "1" } },
    { args: ["--json"] },
  ])("is not shown with %j", async ({ args = [], env = {} }) => {
    const { exitCode, stderr } = await shown({ args: [...schema, ...args], env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  it("is not shown where there is no terminal", async () => {
    const outcome = await runInProcess(["deploy", ...schema], { STOPGAP_DB: on.database.url });
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
