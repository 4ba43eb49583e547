import { internalMutation, mutation, v } from "@stopgap/runtime";

const change = v.object({ productId: v.int(), quantity: v.int().check(v.positive()) });

/** Takes some of a product out of the stock, and tells its price. */
export const take = internalMutation(change, async ({ productId, quantity }, ctx) => {
  const [taken] = await ctx.db.query<{ price_cents: number }>(
    "update shop.product set stock = stock - $2 where id = $1 and stock >= $2 returning price_cents",
    [productId, quantity],
  );
  if (!taken) throw new Error(`there are fewer than ${quantity} of product ${productId}`);
  return taken.price_cents;
});

/** Puts some of a product into the stock; how many there are then. */
export const add = mutation(change, async ({ productId, quantity }, ctx) => {
  const [added] = await ctx.db.query<{ stock: number }>(
    "update shop.product set stock = stock + $2 where id = $1 returning stock",
    [productId, quantity],
  );
  if (!added) throw new Error(`there is no product ${productId}`);
  return added.stock;
});
