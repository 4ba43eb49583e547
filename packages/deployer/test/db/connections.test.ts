import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createDeployer } from "../../src/index.js";
import type { ClientPool, Deployer, DeployerEvent, PooledClient } from "../../src/index.js";
import { failure } from "./failure.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await stopgapDatabase();
  await define(database, "f", "export default () => 1;");
});
afterAll(() => database.drop());
beforeEach(() => {
  pool = new pg.Pool({ connectionString: database.url, application_name: "deploying" });
  pool.on("error", () => undefined);
});
afterEach(() => pool.end());

let env: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  env = `env${String(count)}`;
  await createDeployer({ client: database.client }).deploy({ env, fromSchema: "app" });
});

/** The backends that deploy, beside those of the test. */
async function backends(name = "deploying"): Promise<readonly { pid: number; waits: boolean }[]> {
  const { rows } = await database.client.query<{ pid: number; waits: boolean }>(
    `select pid, wait_event_type is not distinct from 'Lock' as waits
     from pg_stat_activity
     where datname = current_database() and application_name = $1`,
    [name],
  );
  return rows;
}

/** Keeps the environment locked while `work` goes on. */
async function locked<Result>(work: (release: () => Promise<void>) => Promise<Result>) {
  const client = await database.connect();
  await client.query("begin");
  await client.query("select stopgap.lock_environment($1)", [env]);
  const release = async () => {
    await client.query("rollback");
  };
  try {
    return await work(release);
  } finally {
    await release();
    await client.end();
  }
}

/** The backend that waits for a lock, once there is one. */
async function waiting(name?: string): Promise<number> {
  for (;;) {
    const found = (await backends(name)).find(({ waits }) => waits);
    if (found) return found.pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function deploymentsOf(deployer: Deployer): Promise<readonly (readonly [number, string])[]> {
  return (await deployer.deployments(env)).map(({ id, status }) => [id, status]);
}

describe("a deployer with a URL", () => {
  it("opens what it needs when it needs it, and closes that with itself", async () => {
    const url = new URL(database.url);
    url.searchParams.set("application_name", "own");
    const deployer = createDeployer({ url: url.href });
    expect(await backends("own")).toEqual([]);
    await Promise.all([deployer.status(env), deployer.deploy({ env, fromSchema: "app" })]);
    expect((await backends("own")).length).toBeGreaterThan(0);
    await deployer[Symbol.asyncDispose]();
    await expect.poll(() => backends("own")).toEqual([]);
    expect(await failure(deployer.status(env))).toMatchObject({ code: "cannot_connect" });
    await createDeployer({ url: url.href }).close();
  });

  it("tells when it cannot connect, and why", async () => {
    const url = new URL(database.url);
    url.pathname = "/no_such_database";
    const deployer = createDeployer({ url: url.href });
    expect(await failure(deployer.status(env))).toMatchObject({
      code: "cannot_connect",
      sqlstate: "3D000",
    });
    await deployer.close();
  });
});

describe("a deployer with a pool", () => {
  it("takes a client for each operation, and gives it back as it was", async () => {
    const deployer = createDeployer({ pool, onEvent: () => undefined });
    const seen = new Set<pg.PoolClient>();
    pool.on("acquire", (client) => void seen.add(client));
    await deployer.deploy({ env, fromSchema: "app" });
    await failure(deployer.rollback("nowhere"));
    expect([pool.totalCount, pool.idleCount, seen.size]).toEqual([1, 1, 1]);
    for (const client of seen) {
      expect([client.listenerCount("notice"), client.listenerCount("error")]).toEqual([0, 1]);
    }
    await deployer.close();
    expect(pool.ended).toBe(false);
  });
});

describe("an operation whose signal comes", () => {
  it("before it has begun does nothing", async () => {
    const deployer = createDeployer({ pool });
    const signal = AbortSignal.abort("enough");
    expect(await failure(deployer.rollback(env, { signal }))).toMatchObject({
      code: "aborted",
      cause: "enough",
    });
    expect(pool.totalCount).toBe(0);
  });

  it("while a statement runs is cancelled on the server, and has changed nothing", async () => {
    const deployer = createDeployer({ pool });
    const before = await deploymentsOf(deployer);
    await locked(async () => {
      const abort = new AbortController();
      const deploy = failure(
        deployer.deploy({ env, fromSchema: "app", signal: abort.signal, onEvent: () => undefined }),
      );
      await waiting();
      abort.abort();
      expect(await deploy).toMatchObject({ code: "aborted", sqlstate: undefined });
      expect((await backends()).filter(({ waits }) => waits)).toEqual([]);
    });
    expect(await deploymentsOf(deployer)).toEqual(before);
  });

  it("while it waits for a client of the pool waits no longer", async () => {
    const single = new pg.Pool({ connectionString: database.url, max: 1 });
    const deployer = createDeployer({ pool: single });
    const taken = await single.connect();
    const abort = new AbortController();
    const status = failure(deployer.status(env, { signal: abort.signal }));
    abort.abort();
    expect(await status).toMatchObject({ code: "aborted" });
    taken.release();
    expect(await deployer.status(env)).toMatchObject({ env });
    await single.end();
  });

  it("goes on to the end of its statement with a client of the caller's, and stops before the next", async () => {
    const client = await database.connect({ application_name: "borrowed" });
    const deployer = createDeployer({ client });
    const abort = new AbortController();
    const deploy = await locked(async (release) => {
      const running = failure(deployer.rollback("nowhere", { signal: abort.signal }));
      const begun = deployer.deploy({ env, fromSchema: "app", signal: abort.signal });
      await waiting("borrowed");
      abort.abort();
      await release();
      await running;
      return begun;
    });
    expect(deploy.deploymentId).toBeGreaterThan(0);
    expect(await deploymentsOf(deployer)).toContainEqual([deploy.deploymentId, "active"]);
  });
});

/** A pool whose clients lose their connection at a statement with this text, before or after the server has it. */
function losing(text: string, when: "before" | "after", times: number): ClientPool {
  let left = times;
  return {
    connect: async (): Promise<PooledClient> => {
      const client = await pool.connect();
      return {
        query: async (statement, values = []) => {
          const isLost = statement.includes(text) && left > 0;
          if (isLost) left -= 1;
          if (isLost && when === "before") throw new Error("Connection terminated unexpectedly");
          const result = await client.query<Record<string, unknown>>(statement, [...values]);
          if (isLost) throw new Error("Connection terminated unexpectedly");
          return result;
        },
        release: (destroy) => {
          client.release(destroy);
        },
      };
    },
  };
}

describe("a lost connection", () => {
  it("is replaced, and the operation begins again where nothing has happened", async () => {
    const events: DeployerEvent[] = [];
    const onEvent = (event: DeployerEvent) => void events.push(event);
    const deployer = createDeployer({ pool, onEvent });
    const before = await deploymentsOf(deployer);
    const { deploymentId } = await locked(async (release) => {
      const deploy = deployer.deploy({ env, fromSchema: "app" });
      await database.client.query("select pg_terminate_backend($1)", [await waiting()]);
      await expect.poll(() => events.some(({ type }) => type === "retry")).toBe(true);
      await release();
      return deploy;
    });
    expect(await deploymentsOf(deployer)).toEqual([
      [deploymentId, "active"],
      ...before.map(([id]) => [id, "superseded"]),
    ]);
    expect(events.find(({ type }) => type === "retry")).toMatchObject({
      attempt: 2,
      reason: "connection_lost",
    });
  });

  it.each(["before", "after"] as const)(
    "%s the server has done it leads to what has happened, once",
    async (when) => {
      const deploying = createDeployer({ pool: losing("try_deploy", when, 1) });
      const first = await deploying.deploy({ env, fromSchema: "app" });
      expect(await deploymentsOf(deploying)).toHaveLength(2);
      expect(first.summary.unchanged).toBe(1);
      const back = createDeployer({ pool: losing("stopgap.rollback", when, 1) });
      expect((await back.rollback(env)).previousDeploymentId).toBe(first.deploymentId);
      const { rows } = await database.client.query(
        "select count(*)::int as n from stopgap.activation_log where env = $1",
        [env],
      );
      expect(rows).toEqual([{ n: 3 }]);
      const refused = createDeployer({ pool: losing("try_deploy", when, 1) });
      expect(await failure(refused.deploy({ env, fromSchema: "missing" }))).toMatchObject({
        code: "deploy_failed",
        step: "check",
        sqlstate: "3F000",
      });
      expect(await deploymentsOf(refused)).toHaveLength(3);
    },
  );

  it("time and again is kept as a failure, with the step and who", async () => {
    const deployer = createDeployer({ pool: losing("try_deploy", "before", 3) });
    const error = await failure(deployer.deploy({ env, fromSchema: "app", label: "lost" }));
    expect(error).toMatchObject({ code: "deploy_failed", name: "DeployError" });
    const [failed] = await deployer.deployments(env);
    expect(failed).toMatchObject({
      status: "failed",
      label: "lost",
      created_by: "postgres",
      manifest: {
        error: { message: "Connection terminated unexpectedly", code: "connection_lost" },
      },
    });
  });

  it("at the last attempt is no failure where the deploy has happened after all", async () => {
    const once = losing("try_deploy", "before", 2);
    let count = 0;
    const deployer = createDeployer({
      pool: {
        connect: async () => {
          const client = await once.connect();
          return {
            ...client,
            query: async (statement: string, values?: readonly unknown[]) => {
              const result = await client.query(statement, values);
              if (statement.includes("try_deploy") && (count += 1) === 1)
                throw new Error("Connection terminated unexpectedly");
              return result;
            },
          };
        },
      },
    });
    const { deploymentId } = await deployer.deploy({ env, fromSchema: "app" });
    expect(await deploymentsOf(deployer)).toHaveLength(2);
    expect((await deployer.status(env))?.active_deployment_id).toBe(deploymentId);
  });

  it("of the caller's is told, with how to find out", async () => {
    const client = await database.connect({ application_name: "borrowed" });
    const error = await locked(async () => {
      const rollback = failure(createDeployer({ client }).rollback(env));
      await database.client.query("select pg_terminate_backend($1)", [await waiting("borrowed")]);
      return rollback;
    });
    expect(error.code).toBe("connection_lost");
    expect(error.hint).toMatch(/has the request_id [0-9a-f-]{36} then/);
  });
});

describe("what somebody else is in the way of", () => {
  it("is tried again, and kept as a failure in the end", async () => {
    const hasty = new pg.Pool({ connectionString: database.url, options: "-c lock_timeout=50" });
    const events: DeployerEvent[] = [];
    const deployer = createDeployer({ pool: hasty, onEvent: (event) => void events.push(event) });
    const error = await locked(() => failure(deployer.deploy({ env, fromSchema: "app" })));
    expect(error).toMatchObject({ code: "deploy_failed", sqlstate: "55P03", step: "lock" });
    expect(events.filter(({ type }) => type === "retry")).toMatchObject([
      { attempt: 2, reason: "busy" },
      { attempt: 3, reason: "busy" },
    ]);
    expect((await deployer.deployments(env))[0]).toMatchObject({
      status: "failed",
      manifest: { error: { step: "lock", code: "55P03" } },
    });
    expect(await locked(() => failure(deployer.rollback(env)))).toMatchObject({ code: "busy" });
    await hasty.end();
  });

  it("is told at once in a transaction of the caller", async () => {
    const client = await database.connect();
    const events: DeployerEvent[] = [];
    const onEvent = (event: DeployerEvent) => void events.push(event);
    const error = await locked(() =>
      withRollback(client, async () => {
        await client.query("set local lock_timeout = 50");
        return failure(createDeployer({ client, onEvent }).deploy({ env, fromSchema: "app" }));
      }),
    );
    expect(error).toMatchObject({ code: "busy", sqlstate: "55P03" });
    expect(events.filter(({ type }) => type === "retry")).toEqual([]);
  });
});

describe("recordFailure", () => {
  it("keeps what failed before the database had anything to do with it", async () => {
    const deployer = createDeployer({ pool });
    const failed = { message: "no such module", step: "bundle", at: "build" };
    const id = await deployer.recordFailure(env, failed, "broken");
    expect((await deployer.deployments(env))[0]).toMatchObject({
      id,
      status: "failed",
      label: "broken",
      manifest: { error: failed },
    });
  });
});
