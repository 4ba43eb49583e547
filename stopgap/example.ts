import { mutation, query, v } from "@stopgap/runtime";

/**
 * A query reads. It is called by its path: folder, file and export.
 *
 *     stopgap call api.example.hello '{"name": "Ada"}'
 */
export const hello = query(v.object({ name: v.string() }), async ({ name }, ctx) => {
  const [server] = await ctx.db.query<{ database: string }>(
    "select current_database() as database",
  );
  return { text: `Hello, ${name}!`, from: server?.database ?? null, at: ctx.now };
});

/** A mutation may also write; this one lets whoever listens know. All that it does happens, or nothing of it. */
export const announce = mutation(v.object({ text: v.string() }), async ({ text }, ctx) => {
  await ctx.db.query("select pg_notify('announcements', $1)", [text]);
  return { announced: text };
});
