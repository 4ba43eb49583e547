import { mutation, query, v } from "@stopgap/runtime";

interface Order {
  readonly id: number;
  readonly state: string;
  readonly total: string;
}

interface Line {
  readonly description: string;
  readonly price: string;
}

/** An order with what is on it. */
export const get = query(v.object({ id: v.int() }), async ({ id }, ctx) => {
  const [order] = await ctx.db.query<Order>(
    "select id, state::text, total::text from orders where id = $1",
    [id],
  );
  if (!order) return null;
  const lines = await ctx.db.query<Line>(
    "select description, price::text from order_lines where order_id = $1 order by line_number",
    [id],
  );
  return { ...order, lines };
});

/** Writes a note on an order. */
export const setNote = mutation(
  v.object({ id: v.int(), note: v.string() }),
  async ({ id, note }, ctx) => {
    const changed = await ctx.db.query("update orders set note = $2 where id = $1 returning id", [
      id,
      note,
    ]);
    return { changed: changed.length };
  },
);
