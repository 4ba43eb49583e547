import { describe, expect, it } from "vitest";

import { run } from "../src/run.js";
import { version } from "../src/version.js";
import { fakeContext } from "./fixtures/fake-context.js";

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function stopgap(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { context, stdout, stderr } = fakeContext({ env });
  const exitCode = await run(args, context);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

describe("help", () => {
  it("goes to stdout when it is asked for", async () => {
    const { exitCode, stdout, stderr } = await stopgap(["--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Usage: stopgap [options] [command]");
    expect(stderr).toBe("");
  });

  it.each([[[]], [["db"]]])(
    "goes to stderr, and ends with 2, where a command is missing: %j",
    async (args) => {
      const { exitCode, stdout, stderr } = await stopgap(args);
      expect(exitCode).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("Usage: stopgap");
    },
  );

  it("of a command names the default and the environment variable of each option", async () => {
    const { stdout } = await stopgap(["rollback", "--help"]);
    expect(stdout).toMatch(
      /--steps <n>\s+how many deployments back \(default: 1, env:\s+STOPGAP_STEPS\)/,
    );
    expect(stdout).toMatch(/--env <name>\s+the environment \(default: prod, env: STOPGAP_ENV\)/);
  });

  it.each(["init", "deploy", "diff", "status", "deployments", "rollback", "prune", "call", "db"])(
    "lists %s (SG-L01)",
    async (name) => {
      expect((await stopgap(["--help"])).stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    },
  );

  it("has a version", async () => {
    expect(await stopgap(["--version"])).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });
});

describe("a command line that makes no sense is refused with 2", () => {
  it.each([
    ["an unknown command", ["stauts"], "unknown command 'stauts'", "Did you mean status?"],
    ["an unknown command of db", ["db", "strat"], "unknown command 'strat'", "Did you mean start?"],
    [
      "an unknown option",
      ["deploy", "--lable", "x"],
      "unknown option '--lable'",
      "Did you mean --label?",
    ],
    [
      "an unknown shared option",
      ["status", "--ouput", "json"],
      "unknown option '--ouput'",
      "Did you mean --output?",
    ],
    [
      "an option of another command",
      ["status", "--steps", "1"],
      "unknown option '--steps'",
      "`stopgap --help` lists what there is.",
    ],
    [
      "a word too many",
      ["status", "prod"],
      "too many arguments for 'status'. Expected 0 arguments but got 1.",
      "`stopgap --help` lists what there is.",
    ],
    [
      "a missing word",
      ["call"],
      "missing required argument 'path'",
      "`stopgap --help` lists what there is.",
    ],
    [
      "a missing value",
      ["deploy", "--label"],
      "option '--label <text>' argument missing",
      "`stopgap --help` lists what there is.",
    ],
    [
      "a missing option",
      ["promote", "--to", "prod"],
      "--from <env> is missing",
      "Give it, or set STOPGAP_PROMOTE_FROM.",
    ],
    [
      "a format that there is not",
      ["status", "--output", "xml"],
      "--output is human or json, not 'xml'",
      undefined,
    ],
    [
      "quiet and verbose",
      ["status", "-q", "-v"],
      "--quiet and --verbose exclude each other",
      undefined,
    ],
    ["no database", ["status"], "no database is named", undefined],
    [
      "an installation without a database",
      ["init", "--database-only"],
      "--database-only needs a database to install into",
      undefined,
    ],
    [
      "a number that is none",
      ["rollback", "--steps", "0"],
      "--steps is a whole number from 1, not '0'",
      undefined,
    ],
    [
      "a deployment that is no number",
      ["activate", "first"],
      "<id> is a whole number from 1, not 'first'",
      undefined,
    ],
    [
      "two ways to roll back",
      ["rollback", "--steps", "1", "--to", "2"],
      "--steps and --to exclude each other",
      undefined,
    ],
    [
      "arguments that are no JSON",
      ["call", "api.a.b", "{id: 1}"],
      "the arguments are no JSON, from character 2 on\n",
      undefined,
    ],
  ])("%s", async (_what, args, message, hint) => {
    const { exitCode, stdout, stderr } = await stopgap(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(`stopgap: ${message}`);
    if (hint !== undefined) expect(stderr).toContain(`\n  hint: ${hint}\n`);
  });

  it("does not install into a database that was named for something else", async () => {
    const outcome = await stopgap(["init", "--database-only"], {
      DATABASE_URL: "postgres://db/shop",
    });
    expect(outcome).toMatchObject({ exitCode: 2 });
    expect(outcome.stderr).toContain("Give --db <url>, or set STOPGAP_DB.");
  });
});

describe("errors as JSON", () => {
  const error = {
    code: "usage",
    message: "unknown option '--lable'",
    detail: null,
    hint: "Did you mean --label?",
  };

  it.each([
    [["--json", "deploy", "--lable", "x"], {}],
    [["deploy", "--lable", "x", "--json"], {}],
    [["deploy", "--lable", "x", "--output", "json"], {}],
    [["deploy", "--lable", "x"], { STOPGAP_OUTPUT: "json" }],
    [["deploy", "--lable", "x"], { STOPGAP_JSON: "1" }],
  ])("are one document on stderr: %j with %j", async (args, env) => {
    const { stdout, stderr } = await stopgap(args, env);
    expect(stdout).toBe("");
    expect(JSON.parse(stderr)).toEqual({ error });
  });

  it("give way where an argument asks for text", async () => {
    const { stderr } = await stopgap(["status", "--output", "human"], { STOPGAP_JSON: "1" });
    expect(stderr).toMatch(/^stopgap: no database is named/);
  });
});

describe("the environment", () => {
  it("gives what an option says, and an argument beats it", async () => {
    const env = { STOPGAP_STEPS: "x" };
    expect((await stopgap(["rollback"], env)).stderr).toContain("STOPGAP_STEPS is a whole number");
    expect((await stopgap(["rollback", "--steps", "2"], env)).stderr).toContain(
      "no database is named",
    );
  });

  it("counts as not set where it is empty", async () => {
    const { stderr } = await stopgap(["rollback"], { STOPGAP_STEPS: "", STOPGAP_OUTPUT: "" });
    expect(stderr).toContain("no database is named");
  });

  it.each([
    [["--steps", "2"], { STOPGAP_ROLLBACK_TO: "7" }],
    [["--to", "2"], { STOPGAP_STEPS: "7" }],
  ])("gives way to an argument that excludes it: %j with %j", async (args, env) => {
    expect((await stopgap(["rollback", ...args], env)).stderr).toContain("no database is named");
  });
});

describe("colours", () => {
  const red = "\u001b[31m";

  it("are there when they are forced", async () => {
    expect((await stopgap(["status"], { FORCE_COLOR: "1" })).stderr).toContain(red);
  });

  it.each([
    [["status", "--no-color"], { FORCE_COLOR: "1" }],
    [["status"], { FORCE_COLOR: "1", NO_COLOR: "1" }],
    [["status"], {}],
  ])("are not there with %j and %j", async (args, env) => {
    expect((await stopgap(args, env)).stderr).not.toContain("\u001b");
  });
});

it("says more about an error when it is asked to", async () => {
  expect((await stopgap(["status"])).stderr).not.toContain("at ");
  expect((await stopgap(["status", "--verbose"])).stderr).toMatch(/\n\s+at .*database-target/);
});
