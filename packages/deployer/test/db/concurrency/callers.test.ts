import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createDeployer } from "../../../src/index.js";
import { stopgapDatabase } from "../stopgap-database.js";
import { passing, type Sighting, versionedProject } from "./versioned-project.js";

const env = "prod";
const activations = 100;

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await stopgapDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 3 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Calls again and again, as long as it is told to, and says how often it has. */
class Caller {
  calls = 0;
  readonly finished: Promise<void>;
  #isAsked = true;

  constructor(call: () => Promise<void>) {
    this.finished = this.#run(call);
    this.finished.catch(() => undefined);
  }

  /** Returns when it has come to the end of a call once more. */
  async hasCalledAgain(): Promise<void> {
    const enough = this.calls + 1;
    while (this.calls < enough) {
      await Promise.race([this.finished, new Promise((later) => setTimeout(later, 1))]);
    }
  }

  async stop(): Promise<void> {
    this.#isAsked = false;
    await this.finished;
  }

  async #run(call: () => Promise<void>): Promise<void> {
    while (this.#isAsked) {
      await call();
      this.calls += 1;
    }
  }
}

const versions = new Map<number, number>();

function expectOneVersion(sighting: Sighting): void {
  const { own, imported, run, called, live, deploymentId } = sighting;
  const isOne = [imported, run, called, live].every((version) => version === own);
  if (!isOne || (versions.get(deploymentId) ?? own) !== own)
    throw new Error(`a mix of versions: ${JSON.stringify(sighting)}`);
}

/** A statement, prepared by name where there is a name. */
type Query = (text: string, name?: string) => Promise<unknown>;

const readWhole = "select stopgap.call_fn('api.whole.read') as answer";
const readPart = "select live_deployment.part__version('{}') as answer";
const readSame = "select live_deployment.same__get('{}') as answer";

const on =
  (client: pg.ClientBase | pg.Pool): Query =>
  async (text, name) => {
    const { rows } = await client.query<{ answer: unknown }>({ text, ...(name && { name }) });
    return rows[0]?.answer;
  };

/** Calls by path and directly. Statements stay prepared over all deployments. */
async function callKept(query: Query, name?: "prepared"): Promise<void> {
  expectOneVersion((await query(readWhole, name && "whole")) as Sighting);
  const part = await query(readPart, name && "part");
  if (typeof part !== "number") throw new Error(`no version: ${String(part)}`);
  if ((await query(readSame, name && "same")) !== "same") throw new Error("not the same");
}

/** Calls in a transaction that has asked for what is active when it begins. */
async function callPinned(client: pg.Client): Promise<void> {
  const query = on(client);
  await client.query("begin");
  const id = (await query(
    `select set_config('stopgap.deployment_id', stopgap.status('${env}') ->> 'active_deployment_id', true) as answer`,
  )) as string;
  const seen = new Set<number>();
  for (let round = 0; round < 2; round++) {
    const whole = (await query(readWhole, "whole")) as Sighting;
    expectOneVersion(whole);
    if (whole.deploymentId !== Number(id))
      throw new Error(`pinned to ${id}: ${JSON.stringify(whole)}`);
    seen.add(whole.own);
    seen.add((await query(readPart, "part")) as number);
  }
  await client.query("commit");
  if (seen.size !== 1) throw new Error(`several versions: ${[...seen].join(", ")}`);
}

/** Calls what comes and goes: it answers, or is not in the active deployment. */
async function callPassing(query: Query, path: string): Promise<void> {
  const answer = await query(`select stopgap.call_fn('${path}') as answer`).catch(
    (error: unknown) => {
      if ((error as Error).message.startsWith(`stopgap.call_fn unknown path '${path}'`)) return 0;
      throw error;
    },
  );
  if (typeof answer !== "number") throw new Error(`no version: ${String(answer)}`);
}

/** The functions that every version has, by oid. */
async function keptFunctions(): Promise<unknown> {
  const { rows } = await database.client.query(
    `select proname, oid from pg_proc
     where pronamespace = 'live_deployment'::regnamespace and proname !~ '^passing' order by proname`,
  );
  return rows;
}

it("lets ten callers go on during a hundred activations that add, change and remove functions", async () => {
  const deployer = createDeployer({ client: database.client });
  const deploy = async (version: number): Promise<void> => {
    const bundle = versionedProject(version);
    const { deploymentId } = await deployer.deployBundle({
      ...{ env, bundle, prune: true },
      acceptBreaking: "all",
    });
    versions.set(deploymentId, version);
  };
  await deploy(0);
  const before = await keptFunctions();

  const clients = await Promise.all(Array.from({ length: 7 }, () => database.connect()));
  const callers = [
    ...clients.slice(0, 4).map((client) => new Caller(() => callKept(on(client), "prepared"))),
    ...clients.slice(4, 6).map((client) => new Caller(() => callPinned(client))),
    ...clients.slice(6).map(
      (client) =>
        new Caller(async () => {
          for (const name of passing) await callPassing(on(client), `api.${name}.get`);
        }),
    ),
    ...Array.from({ length: 3 }, () => new Caller(() => callKept(on(pool)))),
  ];
  for (let done = 0; done < activations; done++) {
    const active = (await deployer.status(env))?.active_deployment_id;
    const inactive = [...versions.keys()].filter((id) => id !== active);
    // Of four activations two are deployments, one goes back, and one leads to any that is kept.
    if (done % 4 === 2) await deployer.rollback(env);
    else if (done % 4 === 3) await deployer.activate(env, inactive[done % inactive.length] ?? 0);
    else await deploy(done + 1);
    await Promise.all(callers.map((caller) => caller.hasCalledAgain()));
  }
  await Promise.all(callers.map((caller) => caller.stop()));

  expect(await keptFunctions()).toEqual(before);
  const { rows } = await database.client.query(
    "select count(*)::int as logged from stopgap.activation_log where from_deployment_id is not null",
  );
  expect(rows).toEqual([{ logged: activations }]);
  expect(callers).toHaveLength(10);
  for (const { calls } of callers) expect(calls).toBeGreaterThanOrEqual(activations);
}, 180_000);
