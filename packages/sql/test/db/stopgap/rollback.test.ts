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
});
afterAll(() => database.drop());

/** Deploys `f`, each time returning the next number; the ids in order. */
async function deployTimes(env: string, times: number): Promise<[number, number, number, number]> {
  const ids: number[] = [];
  for (let number = 1; number <= times; number += 1) {
    await session.returning(schema, "f", number);
    ids.push(await session.deploy(env, schema, `version ${number}`));
  }
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  return [a, b, c, d];
}

const answer = (env: string) => session.call("api.legacy.f", {}, env);

describe("rollback", () => {
  it("SG-R02 goes back to the deployment before, and gives its answers again", async () => {
    const [a, b, c] = await deployTimes("back", 3);
    expect(await answer("back")).toBe(3);
    expect(await session.rollback("back")).toBe(b);
    expect(await answer("back")).toBe(2);
    expect(await session.statuses("back")).toEqual({
      [a]: "superseded",
      [b]: "active",
      [c]: "rolled_back",
    });
    expect(
      await session.value(
        `select plts.pointer(to_regprocedure(format('%I.f(jsonb)', live_fn_schema))) ->> 'artifact_hash' = artifact_hash
         from stopgap.fn_version where deployment_id = $1`,
        [b],
      ),
    ).toBe(true);
  });

  it("SG-R03 goes back step by step, and forward again by id", async () => {
    const [a, b, c] = await deployTimes("steps", 3);
    await session.rollback("steps");
    expect(await session.rollback("steps", 1)).toBe(a);
    expect(await answer("steps")).toBe(1);
    expect(await session.rollback("steps", 1, c)).toBe(c);
    expect(await answer("steps")).toBe(3);
    expect(await session.statuses("steps")).toEqual({
      [a]: "superseded",
      [b]: "rolled_back",
      [c]: "active",
    });
  });

  it("goes several steps at once", async () => {
    const [a, b, c] = await deployTimes("many", 3);
    expect(await session.rollback("many", 2)).toBe(a);
    expect(await session.statuses("many")).toEqual({
      [a]: "active",
      [b]: "superseded",
      [c]: "rolled_back",
    });
  });

  it("walks what replaced what, not ids: what was rolled back is passed over", async () => {
    const [a, b] = await deployTimes("walk", 3);
    await session.rollback("walk");
    await session.returning(schema, "f", 4);
    const d = await session.deploy("walk", schema);
    expect(await session.rollback("walk", 1)).toBe(b);
    await session.rollback("walk", 1, d);
    expect(await session.rollback("walk", 2)).toBe(a);
  });

  it("has nothing before the oldest one that it went back to", async () => {
    const [a] = await deployTimes("bottom", 3);
    await session.rollback("bottom", 1, a);
    expect(await failure(session.rollback("bottom"))).toMatchObject({
      code: "55000",
      message: "cannot rollback env bottom by 1 step(s): no prior deployment available",
    });
  });

  it("passes over a rolled back deployment that an older activation had replaced", async () => {
    const [a, , c] = await deployTimes("passed", 3);
    await session.rollback("passed");
    await session.rollback("passed");
    await session.returning(schema, "f", 4);
    await session.deploy("passed", schema);
    await session.rollback("passed", 1, c);
    expect(await session.rollback("passed")).toBe(a);
  });

  it("SG-R04 refuses fewer than one step, also beside an id", async () => {
    const [a] = await deployTimes("few", 2);
    const refused = { code: "22023", message: "stopgap.rollback requires steps >= 1" };
    expect(await failure(session.rollback("few", 0))).toMatchObject(refused);
    expect(await failure(session.rollback("few", -1, a))).toMatchObject(refused);
  });

  it("SG-R04 refuses more steps than there is history", async () => {
    await deployTimes("short", 2);
    expect((await failure(session.rollback("short", 2))).message).toBe(
      "cannot rollback env short by 2 step(s): no prior deployment available",
    );
  });

  it("SG-R04 refuses an environment without an active deployment", async () => {
    await session.value("select stopgap.try_deploy('inactive', 'missing')");
    for (const env of ["unknown", "inactive"]) {
      expect((await failure(session.rollback(env))).message).toBe(
        `cannot rollback env ${env}: environment missing or has no active deployment`,
      );
    }
  });

  it("SG-R04 refuses the deployment of another environment, the active one, and a failed one", async () => {
    const [a] = await deployTimes("mine", 1);
    const [other] = await deployTimes("theirs", 1);
    const failed = Number(
      await session.value(`select stopgap.record_failure('mine', null, '{"message": "x"}')`),
    );
    const refusal = async (id: number) => (await failure(session.rollback("mine", 1, id))).message;
    expect(await refusal(other)).toBe(
      `rollback target deployment ${other} does not belong to env mine`,
    );
    expect(await refusal(a)).toBe(`stopgap rollback target ${a} is already active for env mine`);
    expect(await refusal(failed)).toBe(
      `stopgap rollback target ${failed} has invalid status failed; expected superseded or rolled_back`,
    );
  });

  it("SG-R05 removes what only the abandoned deployment had", async () => {
    await session.returning(schema, "f", 1);
    await session.deploy("gone", schema);
    await session.returning(schema, "newer", 2);
    await session.deploy("gone", schema);
    await session.drop(schema, "newer");
    expect(await session.live("gone")).toEqual(["f", "newer"]);
    await session.rollback("gone");
    expect(await session.live("gone")).toEqual(["f"]);
  });

  it("removes what a deployment in between had, and keeps what was left over before", async () => {
    const own = await session.schema();
    await session.returning(own, "f", 1);
    await session.returning(own, "old", 1);
    await session.deploy("between", own);
    await session.drop(own, "old");
    const second = await session.deploy("between", own);
    await session.returning(own, "middle", 1);
    await session.deploy("between", own);
    await session.drop(own, "middle");
    await session.deploy("between", own);
    expect(await session.live("between")).toEqual(["f", "middle", "old"]);
    await session.rollback("between", 1, second);
    expect(await session.live("between")).toEqual(["f", "old"]);
  });

  it("refuses to remove a function that is in use, and says by what", async () => {
    const own = await session.schema();
    await session.deploy("used", own);
    await session.returning(own, "newer", 2);
    const second = await session.deploy("used", own);
    const live = await session.liveSchema("used");
    await session.client.query(`create view ${own}.by_view as select ${live}.newer('{}')`);
    await session.client.query(
      `create table ${own}.by_table (x jsonb default ${live}.newer('{}'))`,
    );
    const { code, message, detail, hint } = await failure(session.rollback("used"));
    expect(code).toBe("2BP01");
    expect(message).toContain(`view ${own}.by_view`);
    expect(detail).toBe(
      `${live}.newer is used by default value for column x of table ${own}.by_table, view ${own}.by_view`,
    );
    expect(hint).toBe("Drop or change what uses them first.");
    expect(await session.statuses("used")).toMatchObject({ [second]: "active" });
    expect(await session.live("used")).toEqual(["newer"]);
  });

  it("SG-R06 brings back all functions of a deployment together, with their paths and attributes", async () => {
    const own = await session.schema();
    await session.returning(own, "a", 1, "stable cost 7");
    await session.returning(own, "b", 1);
    await session.deploy("together", own);
    await session.returning(own, "a", 2);
    await session.returning(own, "b", 2);
    await session.deploy("together", own);
    await session.rollback("together");
    expect(await session.call("api.legacy.a", {}, "together")).toBe(1);
    expect(await session.call("api.legacy.b", {}, "together")).toBe(1);
    expect(
      await session.rows(
        `select provolatile, procost from pg_proc
         where proname = 'a' and pronamespace = '${await session.liveSchema("together")}'::regnamespace`,
      ),
    ).toEqual([{ provolatile: "s", procost: 7 }]);
  });

  it("SG-R07 logs the activation and touches the environment", async () => {
    const [a, b] = await deployTimes("logged", 2);
    const updated = () =>
      session.value<Date>("select updated_at from stopgap.environment where env = 'logged'");
    const before = await updated();
    await session.rollback("logged");
    expect((await updated()).getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(
      await session.rows(
        `select from_deployment_id::int as from, to_deployment_id::int as to, activated_by
         from stopgap.activation_audit where env = 'logged' order by activation_id desc limit 1`,
      ),
    ).toEqual([{ from: b, to: a, activated_by: await session.value("select session_user") }]);
  });

  it("brings back stacks that name the TypeScript lines of the version that runs", async () => {
    const failing = (linesBefore: number): string =>
      `${"\n".repeat(linesBefore)}const check = (value: number): number => {
  throw new RangeError("no such value");
};
export default () => check(1);`;
    const lines = async (): Promise<unknown> => {
      const { detail } = await failure(answer("stack"));
      const { stack } = JSON.parse(detail) as { stack: string };
      return Array.from(stack.matchAll(/\.f\.ts:(\d+):/g), ([, line]) => Number(line));
    };
    await session.define(schema, "f", failing(0));
    await session.deploy("stack", schema);
    expect(await lines()).toEqual([2, 4]);
    await session.define(schema, "f", failing(10));
    await session.deploy("stack", schema);
    expect(await lines()).toEqual([12, 14]);
    await session.rollback("stack");
    expect(await lines()).toEqual([2, 4]);
  });

  it("works when its live schema has been dropped", async () => {
    await deployTimes("rebuilt", 2);
    await session.client.query(`drop schema ${await session.liveSchema("rebuilt")} cascade`);
    await session.rollback("rebuilt");
    expect(await answer("rebuilt")).toBe(1);
  });
});

describe("activate", () => {
  it("makes a kept deployment active", async () => {
    const [a, b] = await deployTimes("activated", 2);
    expect(Number(await session.value("select stopgap.activate('activated', $1)", [a]))).toBe(a);
    expect(await answer("activated")).toBe(1);
    expect(await session.statuses("activated")).toEqual({ [a]: "active", [b]: "rolled_back" });
  });

  it("refuses the active, a failed and a foreign deployment", async () => {
    const [a] = await deployTimes("strict", 1);
    const [foreign] = await deployTimes("elsewhere", 1);
    const failed = Number(
      await session.value(`select stopgap.record_failure('strict', null, '{"message": "x"}')`),
    );
    const refusal = async (id: number) =>
      (await failure(session.value("select stopgap.activate('strict', $1)", [id]))).message;
    expect(await refusal(a)).toBe(`stopgap activate target ${a} is already active for env strict`);
    expect(await refusal(failed)).toBe(
      `invalid deployment status transition failed -> active for id ${failed}`,
    );
    expect(await refusal(foreign)).toBe(
      `stopgap activate target ${foreign} does not belong to env strict`,
    );
  });
});
