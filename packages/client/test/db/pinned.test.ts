import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure } from "./failure.js";

interface Functions {
  readonly version: Query<void, number>;
}

const api = legacyApi<Functions>({ version: kinds.query });

let deployed: Deployed;
const deployments: number[] = [];
beforeAll(async () => {
  deployed = await Deployed.create();
  for (const version of [1, 2]) {
    await deployed.define("version", `export default query(() => ${version});`);
    deployments.push(await deployed.deploy());
  }
});
afterAll(() => deployed.drop());

describe("a pinned client", () => {
  it("calls the deployment that it was built against, whatever is active", async () => {
    const client = createClient(api, { pool: deployed.pool() });
    const [first = 0, second = 0] = deployments;
    expect(await client.api.legacy.version()).toBe(2);
    expect(await client.pinned(first).api.legacy.version()).toBe(1);
    expect(await client.pinned(second).api.legacy.version()).toBe(2);
    const options = { pool: deployed.pool(), deploymentId: first };
    expect(await createClient(api, options).api.legacy.version()).toBe(1);
  });

  it("does so in its transactions", async () => {
    const [first = 0] = deployments;
    const client = createClient(api, { pool: deployed.pool() }).pinned(first);
    expect(await client.transaction((tx) => tx.api.legacy.version())).toBe(1);
  });

  it("is told where there is no such deployment", async () => {
    const client = createClient(api, { pool: deployed.pool() }).pinned(1_000_000);
    expect(await callFailure(client.api.legacy.version())).toMatchObject({ code: "not_found" });
  });
});
