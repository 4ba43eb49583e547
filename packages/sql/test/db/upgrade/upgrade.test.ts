import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";
import { afterAll, describe, expect, it, vi } from "vitest";

import { install, version, type Row, type SqlClient } from "../../../src/index.js";
import { catalog, definitions } from "../catalog.js";
import { stopgapDatabase } from "../database.js";
import { Session } from "../stopgap/session.js";
import { type Deployed, deployAsThen, installUpTo, migrations } from "./earlier-state.js";

vi.setConfig({ testTimeout: 120_000 });

const ofPlts = await migrations("plts");
const ofStopgap = await migrations("stopgap");
// What the fixture is made of.
const oldest = {
  plts: ofPlts.indexOf("plts/tables/0004-installation.sql") + 1,
  stopgap: ofStopgap.indexOf("stopgap/tables/0005-activation-log.sql") + 1,
};

/** Every state that a version may have left: that of then, and that after each later migration. */
const states = [
  ...ofPlts.slice(oldest.plts - 1).map((last, index) => ({
    last,
    known: [...ofPlts.slice(0, oldest.plts + index), ...ofStopgap.slice(0, oldest.stopgap)],
  })),
  ...ofStopgap.slice(oldest.stopgap).map((last, index) => ({
    last,
    known: [...ofPlts, ...ofStopgap.slice(0, oldest.stopgap + index + 1)],
  })),
];

const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
});

async function earlier(
  known: readonly string[],
): Promise<{ session: Session; database: TestDatabase; deployed: Deployed }> {
  const database = await createTestDatabase();
  opened.push(database);
  await installUpTo(database.client, new Set(known));
  const deployed = await deployAsThen(database.client);
  return { session: new Session(database.client), database, deployed };
}

/** Deployments of an earlier version are there, and what can be done with them. */
async function expectKept(session: Session, { first, second }: Deployed): Promise<void> {
  expect(await session.deployments("prod")).toMatchObject([
    { id: 3, status: "failed", source_schema: "gone" },
    { id: second, label: "second", status: "active", is_active: true, created_by: "ada" },
    { id: first, label: "first", status: "superseded", is_active: false },
  ]);
  expect(
    await session.rows(
      "select from_deployment_id::int as from, to_deployment_id::int as to from stopgap.activation_log order by id",
    ),
  ).toEqual([
    { from: null, to: first },
    { from: first, to: second },
  ]);
  expect(await session.value("select live_deployment.f('{}')")).toBe(2);
  expect(await session.call("api.legacy.f")).toBe(2);
  expect(await session.call("api.legacy.f", {}, null, first)).toBe(1);
  expect(await session.value("select stopgap.verify('prod')")).toMatchObject({ is_ok: true });
  expect(await session.rollback("prod")).toBe(first);
  expect(await session.value("select live_deployment.f('{}')")).toBe(1);
  await session.returning("app", "f", 3);
  expect(await session.deploy("prod", "app")).toBeGreaterThan(second);
  expect(await session.call("api.legacy.f")).toBe(3);
  expect(await session.rollback("prod")).toBe(first);
}

describe("an upgrade", () => {
  it.each(states)("keeps the deployments of a version that ended with $last", async ({ known }) => {
    const { session, deployed } = await earlier(known);
    expect(await install(session.client)).toMatchObject({
      version,
      previousVersion: "0.0.0-earlier",
    });
    await expectKept(session, deployed);
  });

  it("gives the same as a first installation", async () => {
    const { session } = await earlier(states[0]?.known ?? []);
    await install(session.client);
    const fresh = await stopgapDatabase();
    opened.push(fresh);
    const columns = (line: string) =>
      !line.startsWith("CREATE OR REPLACE FUNCTION stopgap_version.");
    expect((await definitions(session.client)).filter(columns)).toEqual(
      await definitions(fresh.client),
    );
  });

  it("lets live functions run before, meanwhile and after, in sessions that have loaded the kernel of then", async () => {
    const { session, database } = await earlier([...ofPlts, ...ofStopgap.slice(0, -2)]);
    await becomeOtherKernel(session);
    const callers = await Promise.all([0, 1].map(() => database.connect()));
    const answers: unknown[] = [];
    const call = async (caller: (typeof callers)[number]) => {
      const { rows } = await caller.query<{ answer: unknown }>(
        "select live_deployment.f('{}') as answer",
      );
      answers.push(rows[0]?.answer);
    };
    for (const caller of callers) await call(caller);
    let isUpgrading = true;
    const calling = Promise.all(
      callers.map(async (caller) => {
        while (isUpgrading) await call(caller);
        await call(caller);
      }),
    );
    const before = answers.length;
    await install(session.client);
    const meanwhile = answers.length;
    isUpgrading = false;
    await calling;
    expect(meanwhile).toBeGreaterThan(before);
    expect(new Set(answers)).toEqual(new Set([2]));
  });

  it("that fails leaves everything as it was, and can be made again", async () => {
    const { session, deployed } = await earlier(states[0]?.known ?? []);
    const seen = async () => [
      await catalog(session.client),
      await session.rows("select path from plts.migration order by path"),
      await session.rows("select * from plts.installation"),
      await session.rows("select * from stopgap.deployment order by id"),
      await session.rows("select name, digest from plts.asset order by name"),
      await session.rows(
        "select oid, xmin::text, prosrc from pg_proc where pronamespace in ('plts'::regnamespace, 'live_deployment'::regnamespace) order by oid",
      ),
    ];
    const before = await seen();
    const failing: SqlClient = {
      query: async (text, values = []) =>
        session.client.query<Row>(
          text.startsWith("insert into plts.installation") ? "select 1 / 0" : text,
          [...values],
        ),
    };
    await expect(install(failing)).rejects.toMatchObject({ code: "22012" });
    expect(await seen()).toEqual(before);
    await install(session.client);
    await expectKept(session, deployed);
  });
});

/** Makes the kernel that is stored another one, as each version's is. */
async function becomeOtherKernel(session: Session): Promise<void> {
  await session.client.query(`
    do $do$
    declare
      now text := (select a.digest from plts.asset a where a.name = 'kernel');
    begin
      execute replace(pg_get_functiondef(to_regproc('plts.invoke')), now, 'digest of then');
      update plts.asset a set digest = 'digest of then', body = E'// Of then.\\n' || a.body where a.name = 'kernel';
    end
    $do$`);
}
