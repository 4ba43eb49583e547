import { randomUUID } from "node:crypto";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let schema: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  schema = await session.schema();
  await session.returning(schema, "f", 1);
});
afterAll(() => database.drop());

const named = <T>(id: string, work: () => Promise<T>, other = session) =>
  other.with({ "stopgap.request_id": id }, work);

describe("a request with a name", () => {
  it("that comes twice deploys once, and gets the same answer", async () => {
    const id = randomUUID();
    const deploy = () =>
      named(id, () => session.value("select stopgap.try_deploy('twice', $1)", [schema]));
    const first = await deploy();
    expect(await deploy()).toEqual(first);
    expect(await session.deployments("twice")).toMatchObject([{ request_id: id }]);
    expect(await named(id, () => session.deploy("twice", schema))).toBe(
      (first as { deployment_id: number }).deployment_id,
    );
  });

  it("activates and rolls back once", async () => {
    const env = "back";
    const [a, b] = [await session.deploy(env, schema), await session.deploy(env, schema)];
    await session.deploy(env, schema);
    const id = randomUUID();
    expect(await named(id, () => session.rollback(env))).toBe(b);
    expect(await named(id, () => session.rollback(env))).toBe(b);
    expect(await session.rollback(env)).toBe(a);
    const other = randomUUID();
    const activate = () => session.value<string>("select stopgap.activate($1, $2)", [env, b]);
    expect(await named(other, activate)).toBe(await named(other, activate));
  });

  it("keeps a failure once, with its step", async () => {
    const id = randomUUID();
    const deploy = () =>
      named(id, () => session.value("select stopgap.try_deploy('failing', 'missing')"));
    const first = await deploy();
    expect(first).toMatchObject({ ok: false, error: { code: "3F000", step: "check" } });
    expect(await deploy()).toMatchObject(first as object);
    expect(await session.deployments("failing")).toHaveLength(1);
  });

  it("waits for the first one, which may still be at work", async () => {
    const id = randomUUID();
    const first = new Session(await database.connect());
    const second = new Session(await database.connect());
    await first.client.query("begin");
    await first.client.query("select set_config('stopgap.request_id', $1, true)", [id]);
    const made = await first.deploy("waiting", schema);
    const repeated = named(id, () => second.deploy("waiting", schema), second);
    await first.client.query("commit");
    expect(await repeated).toBe(made);
    expect(await session.deployments("waiting")).toHaveLength(1);
  });

  it("is refused where the name is no uuid", async () => {
    expect(await failure(named("x", () => session.deploy("named", schema)))).toMatchObject({
      code: "22023",
      message: "stopgap.request_id must be a uuid",
    });
  });
});

describe("a failed deployment", () => {
  it.each([
    ["materialize", "roles: ['no_such_role']"],
    ["check", "security: { definer: 'no_such_role' }"],
  ])("knows that it failed in the step %s", async (step, option) => {
    const source = await session.schema();
    await session.define(
      source,
      "f",
      `import { query } from "@stopgap/runtime"; export default query({ ${option} }, () => 1);`,
    );
    const answer = await session.value("select stopgap.try_deploy('steps', $1)", [source]);
    expect(answer).toMatchObject({ ok: false, error: { step } });
    expect((await session.deployments("steps"))[0]?.manifest.error).toMatchObject({ step });
  });

  it("can be kept while somebody else deploys", async () => {
    await session.deploy("held", schema);
    const other = new Session(await database.connect());
    await other.client.query("begin");
    await other.deploy("held", schema);
    await session.with({ lock_timeout: "1000" }, async () => {
      await session.value(`select stopgap.record_failure('held', 'x', '{"message": "x"}')`);
    });
    await other.client.query("rollback");
    expect((await session.deployments("held")).map(({ status }) => status)).toEqual([
      "failed",
      "active",
    ]);
  });
});
