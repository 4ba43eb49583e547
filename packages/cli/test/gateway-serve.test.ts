import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";

import { expect, it } from "vitest";

import { runInProcess, startInProcess } from "./fixtures/run-in-process.js";
import { startStopgap, type RunningStopgap } from "./fixtures/run-stopgap.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";

const quiet = { LOG_DIR: "none", LOG_LEVEL: "silent", GATEWAY_PORT: "0" };

/** The address that a running gateway tells, as JSON. */
async function addressOf({ process }: RunningStopgap): Promise<string> {
  if (process.stdout === null) throw new Error("its output goes nowhere");
  for await (const line of createInterface({ input: process.stdout })) {
    return (JSON.parse(line) as { readonly url: string }).url;
  }
  throw new Error("it told no address");
}

it("stopgap gateway serve answers until it is interrupted, and ends with 0", async () => {
  const env = { ...quiet, DATA_DIR: await temporaryFolder({}) };
  const running = startInProcess(["gateway", "serve"], env);
  await expect.poll(running.stderr, { timeout: 20_000 }).toContain("listens at");
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(running.stderr()) ?? [];
  expect(await (await fetch(`${url}/live`)).json()).toEqual({ status: "live" });
  running.interrupt();
  expect(await running.outcome).toEqual({
    exitCode: 0,
    stdout: "",
    stderr:
      `the gateway listens at ${url}; Ctrl-C stops it\n` +
      "the gateway stops when the requests under way have ended\n",
  });
  await expect(fetch(`${url}/live`)).rejects.toThrow();
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "stopgap gateway serve ends with 0 at %s",
  async (signal) => {
    const env = { ...quiet, DATA_DIR: await temporaryFolder({}) };
    const running = startStopgap(["gateway", "serve", "--json"], env);
    const url = await addressOf(running);
    expect(await (await fetch(`${url}/live`)).json()).toEqual({ status: "live" });
    running.process.kill(signal);
    const { exitCode, stderr } = await running.outcome;
    expect([exitCode, stderr]).toEqual([0, ""]);
  },
  60_000,
);

it("stopgap gateway serve writes its log to stdout, a JSON document a line", async () => {
  const env = { ...quiet, LOG_LEVEL: "info", DATA_DIR: await temporaryFolder({}) };
  const running = startStopgap(["gateway", "serve"], env);
  if (running.process.stderr === null) throw new Error("its errors go nowhere");
  await once(running.process.stderr, "data");
  running.process.kill("SIGTERM");
  const { stdout } = await running.outcome;
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { msg: string });
  expect(lines.map(({ msg }) => msg)).toEqual([
    expect.stringContaining("Server listening at"),
    "stopping",
    "stopped",
  ]);
}, 60_000);

it("stopgap gateway serve ends with 2 where settings are wrong, and tells all of them", async () => {
  const env = { ...quiet, GATEWAY_PORT: "many", REGISTRY: "memory" };
  const { exitCode, stdout, stderr } = await runInProcess(["gateway", "serve"], env);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(
    "stopgap: GATEWAY_PORT is 'many'; write a whole number from 0 to 65535\n" +
      "REGISTRY is 'memory'; write files or postgres\n" +
      "  hint: deploy/.env.example has all settings.\n",
  );
});

it("stopgap gateway serve ends with 1 where it cannot listen", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const env = { ...quiet, GATEWAY_PORT: String(port), DATA_DIR: await temporaryFolder({}) };
  const { exitCode, stderr } = await runInProcess(["gateway", "serve", "--json"], env);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({
    error: { code: "cannot_listen", message: expect.stringContaining("EADDRINUSE") as unknown },
  });
  taken.close();
});

it("stopgap gateway serve --env-file reads settings from a file, and the environment beats it", async () => {
  const file = "# settings\nGATEWAY_PORT=many\nREGISTRY='memory'\nDRAIN_TIMEOUT_SECS=0\n";
  const folder = await temporaryFolder({ "gateway.env": file });
  const line = ["gateway", "serve", "--env-file", "gateway.env"];
  const { exitCode, stderr } = await runInProcess(line, { REGISTRY: "files", LOG_DIR: "" }, folder);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("GATEWAY_PORT is 'many'");
  expect(stderr).not.toContain("REGISTRY");
  const twin = { STOPGAP_ENV_FILE: "gateway.env" };
  expect((await runInProcess(["gateway", "serve"], twin, folder)).stderr).toContain(
    "REGISTRY is 'memory'",
  );
});

it("stopgap gateway serve reads no file that it was not told to read", async () => {
  const folder = await temporaryFolder({ ".env": "REGISTRY=memory\n" });
  const { stderr } = await runInProcess(
    ["gateway", "serve"],
    { ...quiet, GATEWAY_PORT: "many" },
    folder,
  );
  expect(stderr).toContain("GATEWAY_PORT");
  expect(stderr).not.toContain("REGISTRY");
});

it("stopgap gateway serve ends with 2 where the file cannot be read", async () => {
  const folder = await temporaryFolder({});
  const { exitCode, stderr } = await runInProcess(
    ["gateway", "serve", "--env-file", "none.env"],
    {},
    folder,
  );
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/the file of --env-file cannot be read: .*none\.env \(ENOENT\)/);
});
