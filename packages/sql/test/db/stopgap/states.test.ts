import type { TestDatabase } from "@stopgap/local/testing";
import { withRollback } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

const states = ["open", "sealed", "active", "superseded", "rolled_back", "failed"] as const;
const allowed = new Set([
  "open -> sealed",
  "open -> failed",
  "sealed -> active",
  "sealed -> failed",
  "active -> superseded",
  "active -> rolled_back",
  "superseded -> active",
  "rolled_back -> active",
]);
const pairs = states.flatMap((from) => states.map((to) => ({ from, to })));

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  await session.client.query("insert into stopgap.environment (env) values ('states')");
});
afterAll(() => database.drop());

function insert(status: string): Promise<string> {
  return session.value(
    `insert into stopgap.deployment (env, created_as, status, manifest)
     values ('states', current_user, $1, '{"error": {"message": "x"}}') returning id`,
    [status],
  );
}

describe("a deployment", () => {
  it.each(pairs.filter(({ from, to }) => allowed.has(`${from} -> ${to}`)))(
    "may go from $from to $to",
    async ({ from, to }) => {
      const status = await withRollback(session.client, async () => {
        const id = await insert(from);
        await session.value("select stopgap.transition($1, $2)", [id, to]);
        return session.value("select status from stopgap.deployment where id = $1", [id]);
      });
      expect(status).toBe(to);
    },
  );

  it.each(pairs.filter(({ from, to }) => !allowed.has(`${from} -> ${to}`)))(
    "may not go from $from to $to",
    async ({ from, to }) => {
      await withRollback(session.client, async () => {
        const id = await insert(from);
        expect(
          await failure(session.value("select stopgap.transition($1, $2)", [id, to])),
        ).toMatchObject({
          code: "55000",
          message: `invalid deployment status transition ${from} -> ${to} for id ${id}`,
        });
      });
    },
  );

  it("must exist", async () => {
    expect(await failure(session.value("select stopgap.transition(0, 'sealed')"))).toMatchObject({
      message: "deployment id 0 does not exist",
    });
  });
});

describe("the tables", () => {
  it("hold one active deployment an environment", async () => {
    await withRollback(session.client, async () => {
      await insert("active");
      expect(await failure(insert("active"))).toMatchObject({ code: "23505" });
    });
  });

  it("refuse an environment whose active deployment is not active, or another's", async () => {
    for (const [env, status] of [
      ["states", "sealed"],
      ["other", "active"],
    ]) {
      await withRollback(session.client, async () => {
        await session.client.query("insert into stopgap.environment (env) values ('other')");
        const id = await session.value(
          `insert into stopgap.deployment (env, created_as, status, manifest)
           values ($1, current_user, $2, '{}') returning id`,
          [env, status],
        );
        const set = session.value(
          "update stopgap.environment set active_deployment_id = $1 where env = 'states'",
          [id],
        );
        expect(await failure(set)).toMatchObject({ code: "23503" });
      });
    }
  });

  it("refuse an unknown status, and a failure that tells nothing", async () => {
    await withRollback(session.client, async () => {
      expect(await failure(insert("lost"))).toMatchObject({ code: "23514" });
    });
    const silent = session.value(
      `insert into stopgap.deployment (env, created_as, status, manifest)
       values ('states', current_user, 'failed', '{}')`,
    );
    expect(await failure(silent)).toMatchObject({ code: "23514" });
  });
});
