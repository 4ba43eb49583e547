import { expect } from "vitest";

import { failure } from "../database.js";
import type { Session } from "../stopgap/session.js";
import type { Filled } from "./filled-database.js";

/** Everything of a filled database runs where it has been restored: what was written, what is live, and what was. */
export async function expectRuns(
  restored: Session,
  { first, second }: Pick<Filled, "first" | "second">,
): Promise<void> {
  // What was written.
  expect(await restored.value("select app.items('{\"min\": 3}')")).toEqual(['it\'s \\ "three" $$']);
  expect(await restored.value("select (app.pair(2)).b::text")).toBe("0.10");
  await restored.client.query("update app.item set name = name where id = 1");
  expect(await restored.value("select name from app.item where id = 1")).toBe("ONE");
  // What is live, and what depends on it.
  expect(await restored.value("select version from app.shown")).toBe(2);
  expect(await restored.call("api.legacy.version")).toBe(2);
  expect(await restored.call("api.a.m.f", {}, "project")).toBe(42);
  // What was.
  expect(await restored.call("api.legacy.version", {}, null, first)).toBe(1);
  expect(await restored.call("api.legacy.add", { name: "four" }, null, first)).toBe("added");
  expect(
    await restored.with({ "stopgap.deployment_id": String(first) }, () =>
      restored.value("select live_deployment.version('{}')"),
    ),
  ).toBe(1);
  // What is to be.
  await restored.returning("app", "version", 3, "stable");
  const third = await restored.deploy("prod", "app", "third");
  expect(third).toBeGreaterThan(second);
  expect(await restored.call("api.legacy.version")).toBe(3);
  expect(await restored.rollback("prod")).toBe(second);
  expect(await restored.rollback("prod")).toBe(first);
  expect(await restored.call("api.legacy.version")).toBe(1);
  expect(await restored.value("select version from app.shown")).toBe(1);
  expect(await restored.statuses("prod")).toMatchObject({
    [first]: "active",
    [second]: "rolled_back",
    [third]: "rolled_back",
  });
  expect(
    (
      await failure(
        restored.client.query(
          "create or replace function app.version(args jsonb) returns jsonb language plts as 'export default () => nothing'",
        ),
      )
    ).code,
  ).toBe("42601");
}
