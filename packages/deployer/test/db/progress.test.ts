import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createDeployer, isProgressNotice, operationEvents } from "../../src/index.js";
import type { Deployer, DeployerEvent } from "../../src/index.js";
import { projectBundle, returning } from "./project-bundle.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

let database: TestDatabase;
let deployer: Deployer;
let events: DeployerEvent[];
const onEvent = (event: DeployerEvent) => void events.push(event);
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client, onEvent });
  await define(database, "f", "export default () => 1;");
  await define(database, "g", "export default () => 1;");
});
afterAll(() => database.drop());
beforeEach(() => {
  events = [];
});

/** The steps as they began and ended. */
function steps(): readonly string[] {
  return events.flatMap((event) =>
    event.type === "step-started" || event.type === "step-finished"
      ? [`${event.step} ${event.type.slice("step-".length)}`]
      : [],
  );
}

const whole = (...names: readonly string[]) =>
  names.flatMap((name) => [`${name} started`, `${name} finished`]);

describe("progress", () => {
  it("tells the steps of a deploy from a schema, with counts and durations", async () => {
    await deployer.deploy({ env: "schema", fromSchema: "app", prune: true });
    expect(steps()).toEqual(whole("lock", "check", "store", "materialize", "prune", "activate"));
    const materialize = events.filter((event) => "step" in event && event.step === "materialize");
    expect(materialize[0]).toEqual({ type: "step-started", step: "materialize", total: 2 });
    expect(materialize.at(-1)).toEqual({
      type: "step-finished",
      step: "materialize",
      done: 2,
      total: 2,
      durationMs: expect.any(Number) as number,
    });
  });

  it("tells the steps of both sides in a deploy of a project, one after the other", async () => {
    const bundle = projectBundle({ m: returning({ f: 1 }) });
    await deployer.deployBundle({ env: "project", bundle });
    expect(steps()).toEqual(
      whole("compare", "upload", "lock", "check", "store", "materialize", "activate"),
    );
    const { artifacts } = bundle;
    expect(events).toContainEqual({
      type: "step-started",
      step: "upload",
      total: artifacts.length,
    });
    events = [];
    await deployer.deployBundle({ env: "project", bundle });
    expect(steps()).toEqual(whole("compare", "upload", "lock", "check"));
  });

  it("tells how far a step is while it runs", async () => {
    const names = Array.from({ length: 400 }, (_, index) => `f${String(index)}`);
    const many = projectBundle({
      m: returning(Object.fromEntries(names.map((name) => [name, 1]))),
    });
    await deployer.deployBundle({ env: "many", bundle: many });
    const running = events.filter((event) => event.type === "step-progress");
    expect(running.length).toBeGreaterThan(0);
    for (const event of running) expect(event).toMatchObject({ step: "materialize", total: 400 });
    const counts = running.map(({ done }) => done);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it("tells the steps of activations, promotions and prunes", async () => {
    const env = "others";
    const first = await deployer.deploy({ env, fromSchema: "app" });
    await deployer.deploy({ env, fromSchema: "app" });
    const told = async (operation: Promise<unknown>) => {
      events = [];
      await operation;
      return steps();
    };
    const activation = whole("lock", "prune", "materialize", "activate");
    expect(await told(deployer.rollback(env))).toEqual(activation);
    expect(await told(deployer.activate(env, first.deploymentId + 1))).toEqual(activation);
    expect(await told(deployer.prune(env))).toEqual(whole("lock", "prune"));
    expect(await told(deployer.promote(env, "next"))).toEqual(
      whole("lock", "check", "store", "materialize", "activate"),
    );
  });

  it("goes to the listener of the operation, else to the deployer's", async () => {
    const own: DeployerEvent[] = [];
    await deployer.prune("schema", { onEvent: (event) => void own.push(event) });
    expect([own.length, events.length]).toEqual([4, 0]);
  });

  it("ends with the step that failed", async () => {
    await expect(deployer.deploy({ env: "failing", fromSchema: "missing" })).rejects.toThrow();
    expect(steps()).toEqual([...whole("lock"), "check started"]);
  });

  it("is an async iterator for who wants one, which returns the result", async () => {
    const iterator = operationEvents((listener) =>
      deployer.deploy({ env: "iterated", fromSchema: "app", onEvent: listener }),
    );
    const types: string[] = [];
    let next = await iterator.next();
    for (; next.done !== true; next = await iterator.next()) types.push(next.value.type);
    expect(types.filter((type) => type === "step-finished")).toHaveLength(5);
    expect(next.value).toMatchObject({ previousDeploymentId: null });

    const failing = operationEvents(() => deployer.deploy({ env: "", fromSchema: "app" }));
    await expect(
      (async () => {
        for await (const _ of failing);
      })(),
    ).rejects.toMatchObject({ code: "refused" });
  });

  it("leaves no listener and no setting behind, and is not told where nobody listens", async () => {
    const { client } = database;
    const said: string[] = [];
    const hear = ({ message = "" }: { message?: string | undefined }) => void said.push(message);
    await withRollback(client, async () => {
      await client.query("set local stopgap.prune = off");
      await deployer.deploy({ env: "schema", fromSchema: "app", prune: true });
      expect(client.listenerCount("notice")).toBe(0);
      client.on("notice", hear);
      await createDeployer({ client }).prune("schema");
      await client.query("select stopgap.prune('schema')");
      const { rows } = await client.query(
        `select current_setting('stopgap.prune') as prune, current_setting('stopgap.progress', true) as progress,
           (select (manifest #>> '{prune,enabled}') from stopgap.deployment order by id desc limit 1) as pruned`,
      );
      expect(rows).toEqual([{ prune: "off", progress: "", pruned: "true" }]);
    });
    client.off("notice", hear);
    expect(said.filter((message) => isProgressNotice({ message }))).toEqual([]);
  });
});
