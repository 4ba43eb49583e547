import { testServerUrl, withHandlers } from "../../../../src/testing.js";
import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { add, get } from "../stopgap/users.js";

const pool = new pg.Pool({ connectionString: testServerUrl() });
afterAll(() => pool.end());

it("finds a user that was added", async () => {
  await withHandlers(pool, async ({ run, client, logs }) => {
    await client.query("create table users (id int primary key, email text)");
    await run(add, { id: 1, email: "ada@example.com" });
    expect(await run(get, { id: 1 })).toEqual({ id: 1, email: "ada@example.com" });
    expect(await run(get, { id: 2 })).toBeNull();
    expect(logs).toEqual([{ level: "info", message: "a user was added", data: { id: 1 } }]);
  });
});

it("refuses what is no email, and an id that is taken", async () => {
  await withHandlers(pool, async ({ run, client }) => {
    await client.query("create table users (id int primary key, email text)");
    await expect(run(add, { id: 1, email: "ada" })).rejects.toMatchObject({
      code: "P0001",
      message: "stopgap args validation failed at $.email: expected email, received string",
    });
    await run(add, { id: 1, email: "ada@example.com" });
    await expect(run(add, { id: 1, email: "bob@example.com" })).rejects.toMatchObject({
      code: "23505",
    });
  });
});
