/**
 * One of many functions as people write them: some 25 lines, a schema of five fields, two statements, one import. Each
 * number and version gives another text.
 */
export function functionSource(number: number, version: number): string {
  const n = String(number);
  return `
import { mutation, v } from "@stopgap/runtime";

const args = v.object({
  id: v.int(),
  email: v.string(),
  amount${n}: v.number(),
  note: v.optional(v.string()),
  tags: v.array(v.string()),
});

export default mutation(args, async ({ id, email, amount${n}, note, tags }, ctx) => {
  const [account] = await ctx.db.query<{ id: number; balance: number }>(
    "select id, balance from bench.account where id = $1 and $2::int is not null",
    [id, ${n}],
  );
  if (!account) {
    throw new Error("no account " + String(id) + " for function ${n}, version ${String(version)}");
  }
  const balance = account.balance + amount${n};
  await ctx.db.exec("update bench.account set balance = $2, email = $3, note = $4 where id = $1", [
    id,
    balance,
    email,
    note ?? tags.join(", "),
  ]);
  return { id, balance, version: ${String(version)}, tags: tags.map((tag) => tag.toUpperCase()) };
});
`;
}
