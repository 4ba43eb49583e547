import { query, v } from "@stopgap/runtime";
import { addDays, formatISO, getISOWeek, getISOWeekYear, parseISO } from "date-fns";

/** What was sold in each week from a day on, up to a number of weeks; also in those without a sale. */
export const weekly = query(
  v.object({ from: v.iso.date(), weeks: v.int().check(v.minimum(1), v.maximum(53)) }),
  async ({ from, weeks }, ctx) => {
    const sales = await ctx.db.query<{ week: number; orders: number; cents: number }>(
      `select floor(extract(epoch from placed_at - $1::timestamptz) / (7 * 86400))::int as week,
         count(*)::int as orders, sum(total_cents)::int as cents
       from shop.purchase
       where status = 'placed' and placed_at >= $1::timestamptz
       group by 1`,
      [from],
    );
    return Array.from({ length: weeks }, (_, week) => {
      const first = addDays(parseISO(from), 7 * week);
      const sold = sales.find((row) => row.week === week);
      return {
        week: `${getISOWeekYear(first)}-W${String(getISOWeek(first)).padStart(2, "0")}`,
        from: formatISO(first, { representation: "date" }),
        orders: sold?.orders ?? 0,
        revenueCents: sold?.cents ?? 0,
      };
    });
  },
);
