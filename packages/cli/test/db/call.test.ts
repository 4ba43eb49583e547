import { afterAll, beforeAll, expect, it } from "vitest";

import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.client.query("create schema app");
  await on.client.query(
    "create function app.echo(args jsonb) returns jsonb language plts as " +
      on.client.escapeLiteral("export default (ctx: { args: unknown }) => ctx.args;\n"),
  );
  await on.client.query(
    "create function app.fails(args jsonb) returns jsonb language plts as " +
      on.client.escapeLiteral(
        'function boom(): never {\n  throw new Error("asked to");\n}\nexport default () => boom();\n',
      ),
  );
  await on.deploy("prod", "app");
});
afterAll(() => on.database.drop());

it("prints what the function answers, with every digit", async () => {
  const args = '{"n": 9007199254740991, "f": 0.30000000000000004}';
  expect(await on.stopgap("call", "api.legacy.echo", args)).toEqual({
    exitCode: 0,
    stdout: '{"f": 0.30000000000000004, "n": 9007199254740991}\n',
    stderr: "",
  });
});

it("answers with one JSON document", async () => {
  const { stdout } = await on.stopgap("call", "api.legacy.echo", '{"a": [1, null]}', "--json");
  expect(JSON.parse(stdout)).toEqual({
    command: "call",
    env: "prod",
    deployment_id: null,
    path: "api.legacy.echo",
    result: { a: [1, null] },
  });
});

it("calls without arguments as with none", async () => {
  expect((await on.stopgap("call", "api.legacy.echo")).stdout).toBe("{}\n");
});

it("prints null for no result", async () => {
  await on.define("app", "nothing", "null");
  await on.deploy("prod", "app");
  expect((await on.stopgap("call", "api.legacy.nothing")).stdout).toBe("null\n");
});

it("calls the version of a deployment that is not active any more", async () => {
  await on.define("app", "version", "1");
  const deploymentId = await on.deploy("prod", "app");
  await on.define("app", "version", "2");
  await on.deploy("prod", "app");
  expect((await on.stopgap("call", "api.legacy.version")).stdout).toBe("2\n");
  const pinned = await on.stopgap(
    ...["call", "api.legacy.version", "--deployment", String(deploymentId), "--json"],
  );
  expect(JSON.parse(pinned.stdout)).toMatchObject({ deployment_id: deploymentId, result: 1 });
  const { exitCode, stderr } = await on.stopgap(
    ...["call", "api.legacy.version", "--deployment", "987654321"],
  );
  expect(exitCode).toBe(11);
  expect(stderr).toContain("cannot run deployment 987654321: there is no such deployment\n");
});

it("shows where in the TypeScript an error was raised", async () => {
  const { exitCode, stdout, stderr } = await on.stopgap("call", "api.legacy.fails");
  expect(exitCode).toBe(11);
  expect(stdout).toBe("");
  expect(stderr).toContain("execution failed for 'api.legacy.fails': asked to\n");
  expect(stderr).toMatch(/at boom \(live_deployment\.fails\.ts:2:\d+\)/);
  expect(stderr).toMatch(/^2 {3}throw new Error\("asked to"\);\n +\^$/m);
});

it("tells which path there is not", async () => {
  const { exitCode, stderr } = await on.stopgap("call", "api.legacy.missing");
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(
    /^stopgap: database command failed: stopgap.call_fn unknown path 'api.legacy.missing' for env 'prod' deployment \d+\n$/,
  );
});
