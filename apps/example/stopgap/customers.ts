import { mutation, query, v } from "@stopgap/runtime";

const customer = "id, email, name, created_at";

interface Customer {
  id: number;
  email: string;
  name: string;
  created_at: string;
}

/** Registers a customer. Doing it again with the same address changes the name. */
export const register = mutation(
  {
    args: v.object({ email: v.email(), name: v.string().check(v.minLength(1)) }),
    idempotent: true,
  },
  async ({ email, name }, ctx) => {
    const [registered] = await ctx.db.query<Customer>(
      `insert into shop.customer (email, name) values (lower($1), $2)
       on conflict (email) do update set name = excluded.name
       returning ${customer}`,
      [email, name],
    );
    if (!registered) throw new Error("the customer was not registered");
    return registered;
  },
);

/** A customer, or null. */
export const get = query(v.object({ id: v.int() }), async ({ id }, ctx) => {
  const [found] = await ctx.db.query<Customer>(
    `select ${customer} from shop.customer where id = $1`,
    [id],
  );
  return found ?? null;
});
