/** The same work as in `baseline/`, as handlers, by function name. */
export const handlers: Readonly<Record<string, string>> = {
  noop: `export default (ctx) => ctx.args;`,
  async_noop: `export default async (ctx) => ctx.args;`,
  checked: `
    import { query, v } from "@stopgap/runtime";
    const args = v.object({ id: v.int(), a: v.string(), b: v.boolean(), c: v.optional(v.number()), d: v.array(v.int()) });
    export default query(args, ({ id }) => id);`,
  one: `
    import { query, v } from "@stopgap/runtime";
    export default query(v.object({ id: v.int() }), async ({ id }, ctx) => {
      const [item] = await ctx.db.query("select id, name, price from baseline.item where id = $1", [id]);
      return item ?? null;
    });`,
  one_writing: `
    import { mutation, v } from "@stopgap/runtime";
    export default mutation(v.object({ id: v.int() }), async ({ id }, ctx) => {
      const [item] = await ctx.db.query("select id, name, price from baseline.item where id = $1", [id]);
      return item ?? null;
    });`,
  thousand: `
    import { query, v } from "@stopgap/runtime";
    export default query(v.object({ id: v.int() }), async ({ id }, ctx) =>
      ctx.db.query("select id, name, price from baseline.item where id > $1 order by id limit 1000", [id]));`,
};
