import { randomBytes } from "node:crypto";

import { type PgBouncer, startPgBouncer, type TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createDeployer } from "../../../src/index.js";
import { type Module, projectBundle } from "../project-bundle.js";
import { stopgapDatabase } from "../stopgap-database.js";

let database: TestDatabase;
let pooler: PgBouncer | undefined;
let missing = "";
const role = `test_${randomBytes(4).toString("hex")}`;
const clients: pg.Client[] = [];

beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`create role ${role}; grant app_user to ${role}`);
  try {
    pooler = await startPgBouncer(database.url, { default_pool_size: "2" });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unavailable") throw error;
    missing = `PgBouncer is not to be had here: ${(error as Error).message}`;
    process.stderr.write(`The tests of a pooler are skipped. ${missing}\n`);
  }
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await pooler?.stop();
  await database.client.query(`drop owned by ${role}; drop role ${role}`);
  await database.drop();
});
beforeEach(({ skip }) => {
  if (!pooler) skip(missing);
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(pooler?.url);
  await client.connect();
  clients.push(client);
  return client;
}

const runtime = 'import { query } from "@stopgap/runtime";';
const project = (version: number): Readonly<Record<string, Module>> => ({
  session: {
    source: `${runtime}
      export const see = query(async (_args, ctx) => {
        const [row] = await ctx.db.query(
          "select current_user::text as role, $1::int as version",
          [${String(version)}]);
        return { ...row, pid: (await ctx.db.query("select pg_backend_pid() as pid"))[0]?.pid };
      });`,
    functions: { see: {} },
  },
});

interface Sighting {
  readonly role: string;
  readonly version: number;
  readonly pid: number;
}

const deploy = async (client: pg.Client, version: number): Promise<number> => {
  const options = { env: "prod", bundle: projectBundle(project(version)) };
  return (await createDeployer({ client }).deployBundle(options)).deploymentId;
};

async function see(client: pg.Client, name?: string): Promise<Sighting> {
  const text = "select stopgap.call_fn('api.session.see') as answer";
  const { rows } = await client.query<{ answer: Sighting }>({ text, ...(name && { name }) });
  if (!rows[0]) throw new Error("no answer");
  return rows[0].answer;
}

describe("through PgBouncer in transaction mode", () => {
  it("a deployer deploys, promotes, rolls back, prunes and looks", async () => {
    const client = await connect();
    const first = await deploy(client, 1);
    const second = await deploy(client, 2);
    const deployer = createDeployer({ client });
    await deployer.rollback("prod");
    expect((await deployer.status("prod"))?.active_deployment_id).toBe(first);
    await deployer.activate("prod", second);
    await deployer.promote("prod", "beside");
    expect(await deployer.prune("prod")).toMatchObject({ dropped: [] });
    expect(await deployer.deployments("prod")).toHaveLength(2);
    expect(await see(client)).toMatchObject({ version: 2 });
  });

  it("many clients share a few sessions, and each call is as if the session were its own", async () => {
    const many = await Promise.all(Array.from({ length: 6 }, connect));
    await deploy(await connect(), 3);
    const seen = await Promise.all(
      many.map(async (client) => {
        const each: Sighting[] = [];
        for (let call = 0; call < 5; call++) each.push(await see(client));
        return each;
      }),
    ).then((each) => each.flat());
    expect(new Set(seen.map(({ version }) => version))).toEqual(new Set([3]));
    expect(new Set(seen.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2);
  });

  it("a role is that of the transaction, with its rights, and of no other", async () => {
    const [one, other] = await Promise.all([connect(), connect()]);
    for (let round = 0; round < 3; round++) {
      await one.query("begin");
      await one.query(`set local role ${role}`);
      expect(await see(one)).toMatchObject({ role });
      await one.query("savepoint s");
      await expect(one.query("select stopgap.rollback('prod')")).rejects.toMatchObject({
        code: "42501",
      });
      await one.query("rollback to s");
      expect((await see(other)).role).not.toBe(role);
      await one.query("commit");
      // The sessions that are there: both have served the role by now, or may have.
      const both = await Promise.all([see(one), see(other)]);
      for (const sighting of both) expect(sighting.role).not.toBe(role);
    }
  });

  it("a pin is that of the transaction, and of no other", async () => {
    const [one, other] = await Promise.all([connect(), connect()]);
    const pinned = await deploy(one, 4);
    await deploy(one, 5);
    await one.query("begin");
    await one.query("select set_config('stopgap.deployment_id', $1, true)", [pinned]);
    expect(await see(one)).toMatchObject({ version: 4 });
    expect(await see(other)).toMatchObject({ version: 5 });
    const { rows } = await one.query("select live_deployment.session__see('{}') as answer");
    expect(rows).toMatchObject([{ answer: { version: 4 } }]);
    await one.query("commit");
    const setting = "select current_setting('stopgap.deployment_id', true) as pin";
    for (let round = 0; round < 2; round++) {
      for (const sighting of await Promise.all([see(one), see(other)]))
        expect(sighting).toMatchObject({ version: 5 });
      const after = await Promise.all([one.query(setting), other.query(setting)]);
      for (const { rows: pins } of after) expect(pins).toEqual([{ pin: "" }]);
    }
  });

  it("prepared statements stay right over deployments, whoever uses which session", async () => {
    const many = await Promise.all(Array.from({ length: 4 }, connect));
    for (let version = 6; version < 12; version++) {
      await deploy(await connect(), version);
      const seen = await Promise.all(many.map((client) => see(client, "see")));
      for (const sighting of seen) expect(sighting).toMatchObject({ version });
    }
  });

  it("what clients throw away of a session is made anew", async () => {
    const many = await Promise.all(Array.from({ length: 3 }, connect));
    for (const forget of ["deallocate all", "discard plans", "discard all"]) {
      for (const client of many) {
        await see(client);
        await client.query(forget);
      }
      const seen = await Promise.all(many.map((client) => see(client)));
      for (const sighting of seen) expect(sighting).toMatchObject({ version: 11 });
    }
  });
});
