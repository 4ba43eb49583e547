import { mutation, query, v } from "@stopgap/runtime";

interface User {
  readonly id: number;
  readonly email: string;
}

export const get = query(v.object({ id: v.int() }), async ({ id }, ctx) => {
  const [user] = await ctx.db.query<User>("select id, email from users where id = $1", [id]);
  return user ?? null;
});

export const add = mutation(v.object({ id: v.int(), email: v.email() }), async (user, ctx) => {
  await ctx.db.exec("insert into users values ($1, $2)", [user.id, user.email]);
  ctx.log("info", "a user was added", { id: user.id });
});
