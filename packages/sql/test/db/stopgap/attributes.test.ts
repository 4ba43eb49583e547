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

/** Deploys a function with these attributes, and tells those of the live one. */
async function carried(attributes: string): Promise<Record<string, unknown> | undefined> {
  await session.returning(schema, "f", 1, attributes);
  await session.deploy("carried", schema);
  const [live] = await session.rows(
    `select provolatile as volatility, proisstrict as strict, procost as cost, proparallel as parallel,
       proconfig as settings, prosecdef as definer
     from pg_proc where oid = 'live_deployment.f(jsonb)'::regprocedure`,
  );
  return live;
}

const plain = {
  volatility: "v",
  strict: false,
  cost: 100,
  parallel: "u",
  settings: null,
  definer: false,
};

describe("a live function", () => {
  it("is declared as its source function is", async () => {
    expect(await carried("")).toEqual(plain);
    expect(await carried("stable strict cost 0.5")).toEqual({
      ...plain,
      volatility: "s",
      strict: true,
      cost: 0.5,
    });
    expect(await carried("immutable cost 1e7")).toEqual({ ...plain, volatility: "i", cost: 1e7 });
    expect(await carried("")).toEqual(plain);
  });

  it.each([
    ["set work_mem to '5MB'", ["work_mem=5MB"]],
    [
      'set search_path to app, "Mixed Case", "with""quote", \'$user\'',
      ['search_path=app, "Mixed Case", "with""quote", "$user"'],
    ],
    ["set search_path to ''", ['search_path=""']],
    ["set plts.max_query_rows to '2'", ["plts.max_query_rows=2"]],
    [
      "set application_name to 'it''s; a \\ \"name\"' set statement_timeout to 5000",
      ['application_name=it\'s; a \\ "name"', "statement_timeout=5000"],
    ],
  ])("carries %s", async (attributes, settings) => {
    expect(await carried(attributes)).toEqual({ ...plain, settings });
    const xmin = () =>
      session.value(
        "select xmin::text from pg_proc where oid = 'live_deployment.f(jsonb)'::regprocedure",
      );
    const before = await xmin();
    await session.deploy("carried", schema);
    expect(await xmin()).toBe(before);
  });

  it("carries a list that was taken over from the session as PostgreSQL reads it", async () => {
    await carried("");
    await session.client.query(`select set_config('search_path', 'Pg_Catalog,"A b"', false)`);
    await session.client.query(`alter function ${schema}.f(jsonb) set search_path from current`);
    await session.client.query("reset search_path");
    await session.deploy("carried", schema);
    expect(
      await session.value(
        "select proconfig from pg_proc where oid = 'live_deployment.f(jsonb)'::regprocedure",
      ),
    ).toEqual(['search_path=pg_catalog, "A b"']);
  });

  it("names the function whose setting the owner role may not give", async () => {
    await session.returning(schema, "f", 1, "set log_statement to 'all'");
    expect(await failure(session.deploy("carried", schema))).toMatchObject({
      code: "42501",
      message:
        'stopgap cannot make live_deployment.f live: permission denied to set parameter "log_statement"',
    });
  });
});
