import { readFile } from "node:fs/promises";

import { createTestDatabase, type TestDatabase, withHandlers } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { cancel, get, place } from "../../stopgap/orders.js";
import { add } from "../../stopgap/products.js";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  const schema = await readFile(new URL("../../sql/schema.sql", import.meta.url), "utf8");
  // The database has nothing of Stopgap, so it lacks its roles.
  await database.client.query(schema.replace(/^grant .*$/gm, ""));
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe("orders, in Node", () => {
  it("take products out of the stock in one order, whatever the order of their lines", async () => {
    await withHandlers(pool, async ({ run, client }) => {
      await client.query(
        "insert into shop.customer (email, name) values ('ada@example.org', 'Ada')",
      );
      const kettle = await run(add, { name: "Kettle", priceCents: 5000, stock: 3 });
      const teapot = await run(add, { name: "Teapot", priceCents: 2500, stock: 3 });
      const { rows } = await client.query<{ id: number }>("select id::int from shop.customer");
      const placed = await run(place, {
        customerId: rows[0]?.id ?? 0,
        lines: [
          { productId: teapot.id, quantity: 2 },
          { productId: kettle.id, quantity: 1 },
        ],
      });
      expect(placed.totalCents).toBe(95_00);
      expect(await run(get, { id: placed.id })).toMatchObject({
        status: "placed",
        lines: [{ product_id: kettle.id }, { product_id: teapot.id }],
      });
      expect(await run(cancel, { id: placed.id })).toBe(true);
      const left = await client.query("select stock from shop.product order by id");
      expect(left.rows).toEqual([{ stock: 3 }, { stock: 3 }]);
    });
  });

  it("leave nothing behind when a product is missing", async () => {
    await withHandlers(pool, async ({ run, client }) => {
      const kettle = await run(add, { name: "Kettle", priceCents: 5000, stock: 1 });
      const lines = [
        { productId: kettle.id, quantity: 1 },
        { productId: kettle.id + 1, quantity: 1 },
      ];
      await expect(run(place, { customerId: 1, lines })).rejects.toMatchObject({
        message: expect.stringContaining("there are fewer than 1 of product") as string,
      });
      const left = await client.query("select stock from shop.product");
      expect(left.rows).toEqual([{ stock: 1 }]);
    });
  });
});
