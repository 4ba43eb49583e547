import { Agent, get } from "node:http";
import { json } from "node:stream/consumers";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

let gateway: Gateway;
let agent: Agent;
beforeEach(() => {
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  agent.destroy();
  await gateway.close();
});

interface Opened {
  readonly url: string;
  /** Lets the request to `/slow` end. */
  readonly release: () => void;
  /** When the request to `/slow` has come. */
  readonly reached: Promise<void>;
  readonly stopping: () => boolean;
  readonly closed: readonly string[];
  /** What the log says. */
  readonly said: () => readonly unknown[];
}

/** Something that is waited for. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function open(drainTimeoutMs: number): Promise<Opened> {
  const hold = signal();
  const arrival = signal();
  const closed: string[] = [];
  const lines: string[] = [];
  let stopping: AbortSignal | undefined;
  const slow: Route = (app, context) => {
    stopping = context.stopping;
    app.get("/slow", async () => {
      arrival.resolve();
      await hold.promise;
      return { status: "done" };
    });
  };
  const parts = testParts();
  gateway = await createGateway({
    settings: testSettings({ drainTimeoutMs, logLevel: "info" }),
    logTo: { write: (line) => lines.push(line) },
    parts: {
      ...parts,
      pools: { ...parts.pools, close: () => Promise.resolve(void closed.push("pools")) },
    },
    routes: [slow],
  });
  return {
    url: await gateway.listen(),
    release: hold.resolve,
    reached: arrival.promise,
    stopping: () => stopping?.aborted === true,
    closed,
    said: () => lines.map((line) => (JSON.parse(line) as Record<string, unknown>)["msg"]),
  };
}

function request(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      json(answer).then((body) => {
        resolve({ status: answer.statusCode ?? 0, body });
      }, reject);
    }).once("error", reject);
  });
}

describe("a gateway that stops", () => {
  it("answers what is under way, and takes nothing new", async () => {
    const { url, release, reached, stopping, said } = await open(10_000);
    const answer = request(`${url}/slow`);
    await reached;
    const closing = gateway.close();
    expect(stopping()).toBe(true);
    const ready = await gateway.inject("/ready");
    expect([ready.statusCode, ready.json()]).toEqual([
      503,
      { error: "unavailable", message: "The gateway is stopping" },
    ]);
    await expect
      .poll(() =>
        request(`${url}/live`).then(
          () => "taken",
          () => "refused",
        ),
      )
      .toBe("refused");
    release();
    expect(await answer).toEqual({ status: 200, body: { status: "done" } });
    await closing;
    expect(said()).toEqual([
      `Server listening at ${url}`,
      ...["stopping", "The gateway is stopping", "request", "request", "stopped"],
    ]);
  });

  it("cuts off what takes longer than it may", async () => {
    const { url, reached, release, said } = await open(50);
    const answer = request(`${url}/slow`);
    const failed = expect(answer).rejects.toThrow("socket hang up");
    await reached;
    await gateway.close();
    await failed;
    expect(said()).toContain("requests under way were cut off: they took too long to end");
    release();
  });

  it("keeps no idle connection waiting", async () => {
    const { url } = await open(60_000);
    expect(await request(`${url}/live`)).toMatchObject({ status: 200 });
    await gateway.close();
  });

  it("stops once, however often it is told to, and leaves parts that were given to their owner", async () => {
    const { closed } = await open(1_000);
    await Promise.all([gateway.close(), gateway.close()]);
    await gateway.close();
    expect(closed).toEqual([]);
  });
});

it("a gateway whose port is taken says so", async () => {
  const { url } = await open(1_000);
  const second = await createGateway({
    settings: testSettings({ port: Number(new URL(url).port) }),
    parts: testParts(),
  });
  await expect(second.listen()).rejects.toThrow("EADDRINUSE");
  await second.close();
});
