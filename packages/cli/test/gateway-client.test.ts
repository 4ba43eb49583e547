import { afterEach, describe, expect, it } from "vitest";

import { fakeGateway, type FakeGateway, rightAnswer } from "./fixtures/fake-gateway.js";
import { runInProcess } from "./fixtures/run-in-process.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";

let gateway: FakeGateway | undefined;
afterEach(() => gateway?.close());

const schema = { "src/postgresql/tables/one.sql": "create table one (id int)" };

async function run(line: string, answer: Parameters<typeof fakeGateway>[0], env = {}) {
  gateway = await fakeGateway(answer);
  const given = { DB_GATEWAY_URL: gateway.url, PLATFORM_ID: "shop", RETRY_DELAY: "0", ...env };
  const folder = await temporaryFolder(schema);
  const outcome = await runInProcess(line.split(" "), given, folder);
  return { ...outcome, requests: gateway.requests };
}

describe("a container's start-up", () => {
  it("registers its schema with the variables that it has always had", async () => {
    const { exitCode, stdout, requests } = await run("gateway register", rightAnswer, {
      TENANT_ID: "north",
    });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "registered platform=shop database=shop_main\n",
    });
    expect(requests).toEqual([
      { path: "/register", token: undefined, fields: { platform: "shop", tenant_id: "north" } },
    ]);
  });

  it("waits for a gateway that is not there yet, and says so", async () => {
    const late = (path: string, count: number) =>
      count < 3
        ? ([503, { error: "unavailable", message: "starting" }] as const)
        : rightAnswer(path);
    const { exitCode, stderr, requests } = await run("gateway migrate", late);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("starting; again in 0 s (1 of 3)\nstarting; again in 0 s (2 of 3)\n");
    expect(requests).toHaveLength(3);
  });

  it("gives up after so many times, with 10 where nobody answers", async () => {
    const folder = await temporaryFolder(schema);
    const env = { DB_GATEWAY_URL: "http://127.0.0.1:1", PLATFORM_ID: "shop", RETRY_DELAY: "0" };
    const { exitCode, stderr } = await runInProcess(["gateway", "migrate"], env, folder);
    expect(exitCode).toBe(10);
    expect(stderr.match(/cannot be reached/g)).toHaveLength(4);
  });

  it("does not ask again for what was refused, and tells why", async () => {
    const refused = () =>
      [
        500,
        { error: "migration_failed", message: "Migration 0001.sql failed", cause: "duplicate key" },
      ] as const;
    const { exitCode, stderr, requests } = await run("gateway migrate", refused);
    expect(exitCode).toBe(11);
    expect(stderr).toContain("Migration 0001.sql failed");
    expect(stderr).toContain("duplicate key");
    expect(requests).toHaveLength(1);
  });

  it("migrates a database that is there already only where it is told to", async () => {
    const exists = (path: string) =>
      path === "/register"
        ? ([409, { error: "database_already_exists", message: "it exists" }] as const)
        : rightAnswer(path);
    const first = await run("gateway register", exists);
    expect(first.exitCode).toBe(11);
    await gateway?.close();
    const { exitCode, stdout, requests } = await run("gateway register --or-migrate", exists);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "migrated platform=shop database=shop_main\n",
    });
    expect(requests.map(({ path }) => path)).toEqual(["/register", "/migrate"]);
  });

  it("never prints its token", async () => {
    const refused = () => [401, { error: "invalid_token", message: "no" }] as const;
    const { stdout, stderr, requests } = await run("gateway migrate --verbose", refused, {
      STOPGAP_TOKEN: "s3cret",
    });
    expect(requests[0]?.token).toBe("Bearer s3cret");
    expect(stdout + stderr).not.toContain("s3cret");
  });

  it("must name its platform", async () => {
    const { exitCode, stderr } = await run("gateway migrate", rightAnswer, { PLATFORM_ID: "" });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--platform <name> is missing");
  });
});

describe("stopgap gateway call", () => {
  it("calls functions in SQL and paths, and prints the answer with every digit", async () => {
    const first = await run("gateway call total [1]", rightAnswer);
    expect(first.stdout).toBe('{"rows":[{"n":1}],"row_count":1,"execution_time_ms":1}\n');
    expect(first.requests[0]?.fields).toEqual({ platform: "shop", function: "total", params: [1] });
    await gateway?.close();
    const { requests } = await run('gateway call api.users.get {"id":1} --tenant a', rightAnswer);
    expect(requests[0]?.fields).toEqual({
      ...{ platform: "shop", tenant_id: "a", path: "api.users.get", args: { id: 1 } },
    });
  });

  it("refuses arguments that are no JSON, and shows none of them", async () => {
    const { exitCode, stderr } = await run("gateway call total s3cret", rightAnswer);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain("s3cret");
  });
});
