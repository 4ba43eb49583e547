import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, defineApi } from "../../src/index.js";
import type { Client } from "../../src/index.js";
import { Deployed } from "./deployed.js";
import { clientFailure } from "./failure.js";

const api = defineApi<unknown>({ contractHash: `sha256:${"0".repeat(64)}`, functions: {} });

let deployed: Deployed;
let client: Client<unknown>;
beforeAll(async () => {
  deployed = await Deployed.create();
  client = createClient(api, { pool: deployed.pool() });
});
afterAll(() => deployed.drop());

/** Deploys a project without functions. */
async function deployWith(contractHash: string, env: string): Promise<number> {
  const bundle = { functions: [], artifacts: [], contract_hash: contractHash };
  const { rows } = await deployed.database.client.query<{ id: string }>(
    "select stopgap.deploy_bundle($1, $2) ->> 'deployment_id' as id",
    [env, JSON.stringify(bundle)],
  );
  return Number(rows[0]?.id);
}

describe("the check of the contract", () => {
  it("finds the same one", async () => {
    const id = await deployWith(api.contractHash, "same");
    expect(await client.with({ env: "same" }).checkContract()).toEqual({
      status: "same",
      contractHash: api.contractHash,
      deployedHash: api.contractHash,
      deploymentId: id,
      advice: null,
    });
  });

  it("finds another one, and says what to do", async () => {
    const id = await deployWith("sha256:other", "moved");
    expect(await client.with({ env: "moved" }).checkContract()).toEqual({
      status: "different",
      contractHash: api.contractHash,
      deployedHash: "sha256:other",
      deploymentId: id,
      advice:
        `The api was generated from other functions than deployment ${id} of moved has: run \`stopgap diff\` to see whether ` +
        "they are compatible, `stopgap build` to generate it anew, or pin the deployment that it was built against.",
    });
  });

  it("looks at the deployment that is pinned", async () => {
    const pinned = await deployWith(api.contractHash, "pinned");
    await deployWith("sha256:other", "pinned");
    const env = client.with({ env: "pinned" });
    expect(await env.checkContract()).toMatchObject({ status: "different" });
    expect(await env.pinned(pinned).checkContract()).toMatchObject({
      status: "same",
      deploymentId: pinned,
    });
    expect(await env.pinned(999_999).checkContract()).toMatchObject({
      status: "unknown",
      deploymentId: null,
      advice: "The pinned deployment is not there: pin another one, or none.",
    });
  });

  it("finds nothing to compare with", async () => {
    expect(await client.with({ env: "none" }).checkContract()).toMatchObject({
      status: "unknown",
      deployedHash: null,
      deploymentId: null,
      advice: "Nothing is deployed in none: run `stopgap deploy`.",
    });
    const id = await deployed.deploy("legacy");
    expect(await client.with({ env: "legacy" }).checkContract()).toMatchObject({
      status: "unknown",
      deployedHash: null,
      deploymentId: id,
      advice: expect.stringMatching(/^There is no contract in deployment/) as string,
    });
  });

  it("is there for a plain member of the app's role, in the environment of its setting", async () => {
    const id = await deployWith(api.contractHash, "set");
    const connection = await deployed.database.connect();
    await connection.query("set role app_user");
    await connection.query("set stopgap.default_env = 'set'");
    const borrowed = createClient(api, { client: connection });
    expect(await borrowed.checkContract()).toMatchObject({ status: "same", deploymentId: id });
  });

  it("tells what the database says", async () => {
    const pool = deployed.pool({
      connectionString: deployed.database.url.replace(/\/[^/]*$/, "/postgres"),
    });
    expect(await clientFailure(createClient(api, { pool }).checkContract())).toMatchObject({
      code: "not_installed",
    });
  });
});
