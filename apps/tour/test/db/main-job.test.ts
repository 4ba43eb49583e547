import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Outcome } from "../../src/output/outcome.js";
import { runStatement } from "../../src/sql/run-statement.js";
import { splitStatements } from "../../src/sql/split-statements.js";
import { stopgapDatabase } from "../fixtures/stopgap-database.js";

/** The main job, statement by statement. */
const mainJob = `
create schema app; create table app.users (id int primary key, email text, balance numeric);
insert into app.users values (1, 'ada@example.org', 12.50);
create or replace function app.get_user(args jsonb) returns jsonb language plts as $$
import { query, v } from "@stopgap/runtime";
const schema = v.object({ id: v.int() });
export default query(schema, async (args, ctx) => {
  const rows = await ctx.db.query("SELECT id, email FROM app.users WHERE id = $1", [args.id]);
  return rows[0] ?? null;
});
$$;
select app.get_user('{"id": 1}');
select stopgap.deploy('prod', 'app', 'initial');
select live_deployment.get_user('{"id": 1}'::jsonb);
select stopgap.status('prod'); select stopgap.deployments('prod'); select stopgap.diff('prod', 'app');
select stopgap.rollback('prod', 1, null);   -- refused: nothing to go back to
`;

const statements = splitStatements(mainJob);
const createFunction = statements.find((each) => each.startsWith("create or replace")) ?? "";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
});
afterAll(() => database.drop());

const run = (sql: string): Promise<Outcome> => runStatement(database.client, sql);

async function value(sql: string): Promise<unknown> {
  const { rows } = await database.client.query<{ value: unknown }>(`select (${sql}) as value`);
  return rows[0]?.value;
}

describe("the main job", () => {
  it("runs as written, up to the rollback that has nothing to go back to", async () => {
    const outcomes: Outcome[] = [];
    for (const statement of statements) outcomes.push(await run(statement));

    expect(outcomes.map(({ failed }) => failed)).toEqual([...Array<boolean>(10).fill(false), true]);
    expect(outcomes.at(-1)?.output).toBe(
      "ERROR:  cannot rollback env prod by 1 step(s): no prior deployment available",
    );
  });

  it("answers from the schema where the function was written, and from the live one", async () => {
    const ada = { id: 1, email: "ada@example.org" };

    expect(await value(`app.get_user('{"id": 1}')`)).toEqual(ada);
    expect(await value(`live_deployment.get_user('{"id": 1}'::jsonb)`)).toEqual(ada);
    expect(await value(`live_deployment.get_user('{"id": 2}'::jsonb)`)).toBeNull();
  });

  it("tells what is active, what was deployed, and that nothing differs", async () => {
    expect(await value("stopgap.status('prod')")).toMatchObject({
      env: "prod",
      live_schema: "live_deployment",
      active_deployment_id: 1,
      active_deployment: { id: 1, label: "initial", status: "active" },
    });
    expect(await value("stopgap.deployments('prod')")).toMatchObject([
      { id: 1, env: "prod", label: "initial", status: "active", is_active: true },
    ]);
    expect(await value("stopgap.diff('prod', 'app')")).toMatchObject({
      summary: {
        added: 0,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 1,
      },
    });
  });

  it("refuses a type error with TypeScript's message, its line and its column", async () => {
    const wrong = createFunction.replace("[args.id]", "[args.id.toUpperCase()]");
    const line = wrong
      .split("$$")[1]
      ?.split("\n")
      .findIndex((each) => each.includes("toUpper"));
    const column = wrong
      .split("\n")
      .find((each) => each.includes("toUpper"))
      ?.indexOf("toUpper");

    const { failed, output } = await run(wrong);

    expect(failed).toBe(true);
    expect(output).toBe(
      `ERROR:  line ${(line ?? 0) + 1}, column ${(column ?? 0) + 1}: ` +
        "Property 'toUpperCase' does not exist on type 'number'.",
    );
    expect(await value(`app.get_user('{"id": 1}')`)).toEqual({ id: 1, email: "ada@example.org" });
  });

  it("takes a second version back, with the function that only it had", async () => {
    const live = (name: string): Promise<unknown> =>
      value(`to_regprocedure('live_deployment.${name}(jsonb)') is not null`);
    await run(createFunction.replace("id, email", "id, email, balance"));
    await run(createFunction.replace("app.get_user", "app.get_user_again"));

    expect(await run("select stopgap.deploy('prod', 'app', 'second')")).toMatchObject({
      failed: false,
    });
    expect(await value(`live_deployment.get_user('{"id": 1}')`)).toEqual({
      id: 1,
      email: "ada@example.org",
      balance: 12.5,
    });
    expect(await live("get_user_again")).toBe(true);

    expect(await run("select stopgap.rollback('prod', 1, null)")).toMatchObject({ failed: false });
    expect(await value(`live_deployment.get_user('{"id": 1}')`)).toEqual({
      id: 1,
      email: "ada@example.org",
    });
    expect(await live("get_user")).toBe(true);
    expect(await live("get_user_again")).toBe(false);
  });
});
