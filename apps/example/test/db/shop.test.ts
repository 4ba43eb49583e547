import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { shop } from "../../src/shop.js";
import { deployedShop, type DeployedShop } from "../fixtures/deployed-shop.js";

let deployed: DeployedShop;
beforeAll(async () => {
  deployed = await deployedShop();
});
afterAll(() => deployed.drop());

/** Asks the HTTP API. */
async function ask(method: "GET" | "POST", path: string, body?: unknown) {
  const response = await shop(deployed.client).request(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

describe("the shop", () => {
  it("registers customers, and again without harm", async () => {
    const ada = { email: "Ada@example.org", name: "Ada" };
    const first = await ask("POST", "/customers", ada);
    expect(first).toMatchObject({ status: 201, body: { email: "ada@example.org", name: "Ada" } });
    const again = await ask("POST", "/customers", { ...ada, name: "Ada L." });
    expect(again.body).toMatchObject({ ...(first.body as object), name: "Ada L." });
    expect(await ask("GET", "/customers/1")).toEqual({ status: 200, body: again.body });
  });

  it("adds products under names for addresses", async () => {
    const kettle = { name: "Kettle, 1.7 l", priceCents: 4999, stock: 3 };
    expect(await ask("POST", "/products", kettle)).toMatchObject({
      status: 201,
      body: { slug: "kettle-17-l", price_cents: 4999, stock: 3 },
    });
    await ask("POST", "/products", { name: "Teapot", priceCents: 2500, stock: 10 });
    await ask("POST", "/products", { name: "Tea", priceCents: 700 });
    expect((await ask("GET", "/products?text=tea")).body).toMatchObject([{ name: "Teapot" }]);
    expect((await ask("GET", "/products?text=tea&sold-out")).body).toMatchObject([
      { name: "Tea" },
      { name: "Teapot" },
    ]);
  });

  it("says what is wrong with what it is asked for", async () => {
    expect(await ask("POST", "/products", { name: "", priceCents: 1.5 })).toEqual({
      status: 400,
      body: {
        error: {
          code: "invalid_args",
          message: expect.stringContaining("$.name") as string,
          issues: [
            expect.objectContaining({ path: "$.name" }) as object,
            expect.objectContaining({ path: "$.priceCents" }) as object,
          ],
        },
      },
    });
    expect(await ask("GET", "/products/none")).toMatchObject({ status: 404 });
  });

  it("places an order, takes it from the stock, and gives something off large ones", async () => {
    const placed = await ask("POST", "/orders", {
      customerId: 1,
      lines: [
        { productId: 2, quantity: 2 },
        { productId: 1, quantity: 1 },
      ],
    });
    // 49.99 + 2 * 25.00 is less than 100.00.
    expect(placed).toEqual({ status: 201, body: { id: 1, totalCents: 99_99 } });
    expect((await ask("GET", "/orders/1")).body).toMatchObject({
      customer_id: 1,
      status: "placed",
      lines: [
        { product_id: 1, quantity: 1, price_cents: 4999 },
        { product_id: 2, quantity: 2, price_cents: 2500 },
      ],
    });
    const large = { customerId: 1, lines: [{ productId: 2, quantity: 4 }] };
    expect((await ask("POST", "/orders", large)).body).toMatchObject({ totalCents: 95_00 });
    expect((await ask("GET", "/products/teapot")).body).toMatchObject({ stock: 4 });
  });

  it("takes nothing where something is missing", async () => {
    const tooMuch = {
      customerId: 1,
      lines: [
        { productId: 1, quantity: 1 },
        { productId: 2, quantity: 100 },
      ],
    };
    expect(await ask("POST", "/orders", tooMuch)).toEqual({
      status: 422,
      body: {
        error: {
          code: "execution_failed",
          message: "there are fewer than 100 of product 2",
          issues: [],
        },
      },
    });
    expect((await ask("GET", "/products?text=kettle")).body).toMatchObject([{ stock: 2 }]);
  });

  it("cancels an order once", async () => {
    expect((await ask("POST", "/orders/1/cancel")).body).toEqual({ cancelled: true });
    expect((await ask("POST", "/orders/1/cancel")).body).toEqual({ cancelled: false });
    expect((await ask("GET", "/products?text=kettle")).body).toMatchObject([{ stock: 3 }]);
    expect((await ask("GET", "/customers/1/orders")).body).toMatchObject([
      { id: 2, status: "placed" },
      { id: 1, status: "cancelled" },
    ]);
  });

  it("tells what was sold in each week", async () => {
    await deployed.database.client.query(
      "update shop.purchase set placed_at = '2026-01-13 12:00+00' where id = 2",
    );
    expect((await ask("GET", "/reports/weekly?from=2026-01-05&weeks=2")).body).toEqual([
      { week: "2026-W02", from: "2026-01-05", orders: 0, revenueCents: 0 },
      { week: "2026-W03", from: "2026-01-12", orders: 1, revenueCents: 95_00 },
    ]);
  });

  it("sells the last one only once, however many ask at the same time", async () => {
    await ask("POST", "/products", { name: "Last one", priceCents: 100, stock: 1 });
    const order = { customerId: 1, lines: [{ productId: 4, quantity: 1 }] };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask("POST", "/orders", order)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 422),
    ]);
  });
});
