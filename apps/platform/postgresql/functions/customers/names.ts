import { query, v } from "@stopgap/runtime";

import { byName } from "../_sorting.ts";

/** The names of all customers. */
export const list = query(v.object({}), async (_args, ctx) => {
  const customers = await ctx.db.query<{ name: string }>("select name from customers");
  return customers.map(({ name }) => name).sort(byName);
});
