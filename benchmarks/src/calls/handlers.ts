/** The same work as in `baseline/`, as handlers, by function name. */
export const handlers: Readonly<Record<string, string>> = {
  noop: `export default (ctx) => ctx.args;`,
  async_noop: `export default async (ctx) => ctx.args;`,
  checked: `
    import { query, v } from "@stopgap/runtime";
    const args = v.object({ id: v.int(), a: v.string(), b: v.boolean(), c: v.optional(v.number()), d: v.array(v.int()) });
    export default query(args, ({ id }) => id);`,
  one: select("query", 1),
  one_writing: select("mutation", 1),
  ten: select("query", 10),
  ten_writing: select("mutation", 10),
  thousand: `
    import { query, v } from "@stopgap/runtime";
    export default query(v.object({ id: v.int() }), async ({ id }, ctx) =>
      ctx.db.query("select id, name, price from baseline.item where id > $1 order by id limit 1000", [id]));`,
};

/** So many selects of one row, in a handler that may only read or in one that may write. */
function select(wrapper: "query" | "mutation", times: number): string {
  const statement = `await ctx.db.query("select id, name, price from baseline.item where id = $1", [id])`;
  return `
    import { ${wrapper}, v } from "@stopgap/runtime";
    export default ${wrapper}(v.object({ id: v.int() }), async ({ id }, ctx) => {
      ${`${statement};`.repeat(times - 1)}
      const [item] = ${statement};
      return item ?? null;
    });`;
}

/** Code whose interrupt checks count: work on data, and nothing but calls. */
export const checkedCode: Readonly<Record<string, string>> = {
  work: `
    interface Order { readonly customer: string; readonly item: string; readonly amount: number }
    const orders = Array.from({ length: 500 }, (_, n): Order =>
      ({ customer: "customer " + (n * 7) % 50, item: "item " + n % 20, amount: (n * 13) % 100 + 0.5 }));
    export default () => {
      const totals = new Map<string, { orders: number; amount: number; items: string[] }>();
      for (const { customer, item, amount } of orders) {
        const total = totals.get(customer) ?? { orders: 0, amount: 0, items: [] };
        totals.set(customer, total);
        total.orders += 1;
        total.amount += amount;
        if (!total.items.includes(item)) total.items.push(item);
      }
      return [...totals]
        .map(([customer, { orders, amount, items }]) =>
          ({ customer: customer.toUpperCase(), orders, mean: Math.round(amount / orders), items: items.sort().join(", ") }))
        .filter(({ mean }) => mean > 10)
        .sort((a, b) => b.mean - a.mean || a.customer.localeCompare(b.customer))
        .slice(0, 10);
    };`,
  calls: `
    const count = (n: number): number => n < 2 ? 1 : count(n - 1) + count(n - 2);
    export default () => count(15);`,
};

/** A handler of so many bytes, compiled, as a bundle of a few modules is. */
export function bundle(bytes: number): string {
  const functions: string[] = [];
  for (let size = 0; size < bytes; size += functions.at(-1)?.length ?? bytes) {
    const n = String(functions.length);
    functions.push(`
export function total${n}(lines: { price: number; count: number; code: string }[], discount: number) {
  const sum = lines.reduce((total, { price, count }) => total + price * count, ${n});
  const codes = lines.filter(({ code }) => code.startsWith("c${n}")).map(({ code }) => code.toLowerCase());
  return { sum: sum * (1 - discount), codes, label: "total ${n} of " + String(lines.length) };
}`);
  }
  return `
import { query, v } from "@stopgap/runtime";
${functions.join("")}
export default query(v.object({ id: v.int() }), ({ id }) => total0([{ price: id, count: 2, code: "c0" }], 0.1).sum);`;
}

/** One of many functions with a schema of five fields. */
export function fiveFields(number: number): string {
  const n = String(number);
  return `
import { query, v } from "@stopgap/runtime";

const args = v.object({
  id: v.int(),
  email: v.string(),
  amount${n}: v.number(),
  note: v.optional(v.string()),
  tags: v.array(v.string()),
});

export default query(args, async ({ id, email, amount${n}, note, tags }, ctx) => {
  const [account] = await ctx.db.query<{ balance: number }>("select 5 as balance where $1::int is not null", [id]);
  return { email, balance: (account?.balance ?? 0) + amount${n}, tags: [...tags, note ?? "none"] };
});`;
}
