import { mutation, query, v } from "@stopgap/runtime";

import { totalCents } from "./_money.ts";
import { add, take } from "./stock.ts";

interface Line {
  product_id: number;
  quantity: number;
  price_cents: number;
}

interface Order {
  id: number;
  customer_id: number;
  status: "placed" | "cancelled";
  total_cents: number;
  placed_at: string;
  lines: Line[];
}

const order = `
  select p.id, p.customer_id, p.status, p.total_cents, p.placed_at, (
    select json_agg(json_build_object(
      'product_id', l.product_id, 'quantity', l.quantity, 'price_cents', l.price_cents
    ) order by l.product_id)
    from shop.purchase_line l where l.purchase_id = p.id
  ) as lines
  from shop.purchase p`;

/** Places an order: takes what it needs out of the stock, or, where something is missing, nothing. */
export const place = mutation(
  v.object({
    customerId: v.int(),
    lines: v
      .array(v.object({ productId: v.int(), quantity: v.int().check(v.positive()) }))
      .check(v.minLength(1)),
  }),
  async ({ customerId, lines }, ctx) => {
    const positions = [];
    // Always in the same order, so that two orders never wait for each other.
    for (const line of [...lines].sort((a, b) => a.productId - b.productId)) {
      const priceCents = await ctx.run(take, line);
      positions.push({ ...line, priceCents });
    }
    const [placed] = await ctx.db.query<{ id: number; total_cents: number }>(
      "insert into shop.purchase (customer_id, total_cents) values ($1, $2) returning id, total_cents",
      [customerId, totalCents(positions)],
    );
    if (!placed) throw new Error("the order was not placed");
    await ctx.db.batch(
      positions.map(({ productId, quantity, priceCents }) => ({
        sql: "insert into shop.purchase_line values ($1, $2, $3, $4)",
        params: [placed.id, productId, quantity, priceCents],
      })),
    );
    return { id: placed.id, totalCents: placed.total_cents };
  },
);

/** Cancels an order and puts its products back. Doing it again changes nothing. */
export const cancel = mutation(
  { args: v.object({ id: v.int() }), idempotent: true },
  async ({ id }, ctx) => {
    const [cancelled] = await ctx.db.query<{ id: number }>(
      "update shop.purchase set status = 'cancelled' where id = $1 and status = 'placed' returning id",
      [id],
    );
    if (!cancelled) return false;
    const lines = await ctx.db.query<Line>(
      "select product_id, quantity, price_cents from shop.purchase_line where purchase_id = $1 order by 1",
      [id],
    );
    for (const line of lines) {
      await ctx.run(add, { productId: line.product_id, quantity: line.quantity });
    }
    return true;
  },
);

/** An order with its lines, or null. */
export const get = query(v.object({ id: v.int() }), async ({ id }, ctx) => {
  const [found] = await ctx.db.query<Order>(`${order} where p.id = $1`, [id]);
  return found ?? null;
});

/** The orders of a customer, the newest first. */
export const ofCustomer = query(v.object({ customerId: v.int() }), async ({ customerId }, ctx) =>
  ctx.db.query<Order>(`${order} where p.customer_id = $1 order by p.id desc limit 100`, [
    customerId,
  ]),
);
