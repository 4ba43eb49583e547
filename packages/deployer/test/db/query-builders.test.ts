import { fileURLToPath } from "node:url";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { createDeployer } from "../../src/index.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

// Bundling loads TypeScript, in Node and in the database.
vi.setConfig({ testTimeout: 120_000 });

const from = fileURLToPath(new URL("../..", import.meta.url));

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await createDeployer({ client: database.client }).addPackages(
    ["drizzle-orm", "drizzle-orm/pg-core", "drizzle-orm/pg-proxy", "kysely"],
    { from },
  );
  await database.client.query(`
    create table app.users (
      id int primary key,
      email text not null,
      full_name text,
      created_at timestamptz,
      born date,
      settings jsonb,
      tags text[],
      visits bigint,
      balance numeric,
      key bytea)`);
}, 240_000);
afterAll(() => database.drop());
beforeEach(async () => {
  await database.client.query(`
    truncate app.users;
    insert into app.users (id, email, full_name, created_at, born, settings, tags, visits, balance)
    values
      (1, 'ada@example.org', 'Ada', '2026-01-02T03:04:05.678901Z', '1815-12-10', '{"theme": "dark"}', '{a,b}',
        9007199254740993, 1.10),
      (2, 'bob@example.org', null, null, null, null, '{}', 0, 0)`);
});

/** Creates a handler and calls it once. */
async function run(source: string, args: unknown = {}): Promise<unknown> {
  await define(database, "once", source);
  const { rows } = await database.client.query<{ answer: string | null }>(
    "select app.once($1)::text as answer",
    [JSON.stringify(args)],
  );
  return JSON.parse(rows[0]?.answer ?? "null");
}

const drizzle = `
  import { and, desc, eq, gt, inArray, sql } from "drizzle-orm";
  import { bigint, date, integer, jsonb, numeric, pgSchema, QueryBuilder, text, timestamp } from "drizzle-orm/pg-core";
  import { mutation, query, v } from "@stopgap/runtime";

  const users = pgSchema("app").table("users", {
    id: integer().primaryKey(),
    email: text().notNull(),
    fullName: text("full_name"),
    createdAt: timestamp("created_at", { withTimezone: true }),
    born: date(),
    settings: jsonb().$type<{ theme: string }>(),
    tags: text().array(),
    visits: bigint({ mode: "bigint" }),
    balance: numeric(),
  });
  const select = new QueryBuilder();
`;

const drizzleDatabase = `${drizzle}
  import { drizzle } from "drizzle-orm/pg-proxy";
  const db = drizzle(async () => ({ rows: [] }));
`;

describe("Drizzle", () => {
  it("SG-X09 selects with ctx.db.query, in a handler that may only read", async () => {
    const answer = await run(
      `${drizzle}
      export default query(v.object({ id: v.int() }), async ({ id }, ctx) => {
        const [user] = await ctx.db.query<{ id: number; email: string }>(
          select.select({ id: users.id, email: users.email }).from(users).where(eq(users.id, id)),
        );
        return user ?? null;
      });`,
      { id: 1 },
    );
    expect(answer).toEqual({ id: 1, email: "ada@example.org" });
  });

  it("names columns as the database does, in PostgreSQL's JSON form", async () => {
    const answer = await run(
      `${drizzle}
      export default query(async (_, ctx) => {
        const [user] = await ctx.db.query(select.select().from(users).orderBy(users.id).limit(1));
        return user;
      });`,
    );
    expect(answer).toMatchObject({
      full_name: "Ada",
      created_at: expect.stringContaining("2026-01-02T03:04:05.678901") as string,
      born: "1815-12-10",
      settings: { theme: "dark" },
      tags: ["a", "b"],
    });
  });

  it("gives expressions the name of their alias", async () => {
    const answer = await run(
      `${drizzle}
      export default query(async (_, ctx) =>
        ctx.db.query(
          select.select({ n: sql<number>\`count(*)::int\`.as("n") }).from(users),
        ));`,
    );
    expect(answer).toEqual([{ n: 2 }]);
  });

  it("joins, and takes lists and several conditions", async () => {
    const answer = await run(
      `${drizzle}
      import { alias } from "drizzle-orm/pg-core";
      const others = alias(users, "others");
      export default query(v.object({ ids: v.array(v.int()) }), async ({ ids }, ctx) =>
        ctx.db.query(
          select.select({ id: users.id, other: sql\`\${others.id}\`.as("other") }).from(users)
            .innerJoin(others, gt(others.id, users.id))
            .where(and(inArray(users.id, ids), gt(others.visits, -1n)))
            .orderBy(desc(users.id)),
        ));`,
      { ids: [1, 2] },
    );
    expect(answer).toEqual([{ id: 1, other: 2 }]);
  });

  it("writes dates, json, arrays, bigint and numeric as they are", async () => {
    await run(
      `${drizzleDatabase}
      export default mutation(async (_, ctx) => {
        const inserted = await ctx.db.query<{ id: number }>(
          db.insert(users).values({
            id: 3,
            email: "o'brien\\\\@example.org",
            createdAt: new Date("2026-05-06T07:08:09.123Z"),
            born: "2000-02-29",
            settings: { theme: "li'ght" },
            tags: ["x,y", 'q"', "null"],
            visits: 9223372036854775807n,
            balance: "12345678901234567890.123456789",
          }).returning({ id: users.id }),
        );
        if (inserted[0]?.id !== 3) throw new Error("nothing came back");
        return null;
      });`,
    );
    const { rows } = await database.client.query(
      `select email, created_at = '2026-05-06T07:08:09.123Z' as created, born::text, settings, tags, visits::text,
        balance::text from app.users where id = 3`,
    );
    expect(rows).toEqual([
      {
        email: "o'brien\\@example.org",
        created: true,
        born: "2000-02-29",
        settings: { theme: "li'ght" },
        tags: ["x,y", 'q"', "null"],
        visits: "9223372036854775807",
        balance: "12345678901234567890.123456789",
      },
    ]);
  });

  it("inserts over, updates and deletes, with what comes back", async () => {
    const answer = await run(
      `${drizzleDatabase}
      export default mutation(async (_, ctx) => {
        const upserted = await ctx.db.query(
          db.insert(users).values({ id: 1, email: "new@example.org" })
            .onConflictDoUpdate({ target: users.id, set: { email: sql\`excluded.email\` } })
            .returning({ email: users.email }),
        );
        const updated = await ctx.db.query(
          db.update(users).set({ fullName: "Bob", settings: null }).where(eq(users.id, 2)).returning({ name: users.fullName }),
        );
        const changed = await ctx.db.exec(db.update(users).set({ visits: sql\`\${users.visits} + 1\` }).where(eq(users.id, 2)));
        const deleted = await ctx.db.query(db.delete(users).where(inArray(users.id, [1])).returning({ id: users.id }));
        return { upserted, updated, changed, deleted };
      });`,
    );
    expect(answer).toEqual({
      upserted: [{ email: "new@example.org" }],
      updated: [{ full_name: "Bob" }],
      changed: { ok: true, rowCount: 1 },
      deleted: [{ id: 1 }],
    });
  });

  it("goes into ctx.db.batch and ctx.db.transaction", async () => {
    const answer = await run(
      `${drizzleDatabase}
      export default mutation(async (_, ctx) => {
        const [, counted] = await ctx.db.batch([
          db.update(users).set({ fullName: "x" }).returning({ id: users.id }),
          select.select({ n: sql\`count(*)::int\`.as("n") }).from(users),
        ]);
        await ctx.db.transaction(async (tx) => {
          await tx.query(db.delete(users).returning());
          throw new Error("undo");
        }).catch(() => null);
        return [counted, await ctx.db.query(select.select({ id: users.id }).from(users).orderBy(users.id))];
      });`,
    );
    expect(answer).toEqual([[{ n: 2 }], [{ id: 1 }, { id: 2 }]]);
  });

  it("uses a common table expression", async () => {
    const answer = await run(
      `${drizzle}
      const named = select.$with("named").as(select.select({ id: users.id }).from(users).where(sql\`full_name is not null\`));
      export default query(async (_, ctx) => ctx.db.query(select.with(named).select().from(named)));`,
    );
    expect(answer).toEqual([{ id: 1 }]);
  });

  it("cannot write in a handler that may only read", async () => {
    await expect(
      run(
        `${drizzleDatabase}
        export default query(async (_, ctx) => ctx.db.query(db.delete(users).returning()));`,
      ),
    ).rejects.toMatchObject({ code: "25006" });
  });

  it("has its types checked when the function is created", async () => {
    await expect(
      run(
        `${drizzle}
        export default query(async (_, ctx) => ctx.db.query(select.select().from(users).where(eq(users.id, "1"))));`,
      ),
    ).rejects.toThrow(/No overload matches this call|not assignable/);
  });
});

const kysely = `
  import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from "kysely";
  import { mutation, query, v } from "@stopgap/runtime";

  interface Database {
    "app.users": {
      id: number;
      email: string;
      full_name: string | null;
      created_at: string | Date | null;
      settings: unknown;
      tags: readonly string[] | null;
      visits: bigint | number | null;
      balance: string | null;
      key: Uint8Array | string | null;
    };
  }
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
`;

describe("Kysely", () => {
  it("SG-X09 selects with ctx.db.query, in a handler that may only read", async () => {
    const answer = await run(
      `${kysely}
      export default query(v.object({ id: v.int() }), async ({ id }, ctx) => {
        const [user] = await ctx.db.query(
          db.selectFrom("app.users").select(["id", "full_name as name"]).where("id", "=", id),
        );
        const name: string | null | undefined = user?.name;
        return { id: user?.id, name };
      });`,
      { id: 1 },
    );
    expect(answer).toEqual({ id: 1, name: "Ada" });
  });

  it("writes dates, json, arrays, bigint, numeric and bytes as they are, and returns what it wrote", async () => {
    const answer = await run(
      `${kysely}
      export default mutation(async (_, ctx) =>
        ctx.db.query(
          db.insertInto("app.users").values({
            id: 3,
            email: "it's",
            created_at: new Date("2026-05-06T07:08:09.123Z"),
            settings: { list: [1, "two"] },
            tags: ["x,y", 'q"'],
            visits: 9223372036854775807n,
            balance: "0.10",
            key: new Uint8Array([0, 255]),
          }).returning(["id", "email", "settings", "tags", "visits", "key"]).returning(sql<boolean>\`created_at = '2026-05-06T07:08:09.123Z'\`.as("created")),
        ));`,
    );
    expect(answer).toEqual([
      {
        id: 3,
        email: "it's",
        settings: { list: [1, "two"] },
        tags: ["x,y", 'q"'],
        visits: 9223372036854776000,
        key: "\\x00ff",
        created: true,
      },
    ]);
  });

  it("says the type of its rows itself", async () => {
    await expect(
      run(
        `${kysely}
        export default query(async (_, ctx) => {
          const [user] = await ctx.db.query(db.selectFrom("app.users").select("id"));
          const id: string = user!.id;
          return id;
        });`,
      ),
    ).rejects.toThrow("Type 'number' is not assignable to type 'string'");
  });

  it("goes into ctx.db.batch", async () => {
    const answer = await run(
      `${kysely}
      export default query(async (_, ctx) => {
        const first = db.selectFrom("app.users").select("id").orderBy("id").limit(1);
        const [users, [count]] = await ctx.db.batch([first, "select count(*)::int as n from app.users"]);
        const id: number | undefined = users[0]?.id;
        return [id, count?.n];
      });`,
    );
    expect(answer).toEqual([1, 2]);
  });

  it("updates and deletes, and counts with ctx.db.exec", async () => {
    const answer = await run(
      `${kysely}
      export default mutation(async (_, ctx) => {
        const updated = await ctx.db.exec(db.updateTable("app.users").set({ full_name: "x" }).where("id", "in", [1, 2]));
        const deleted = await ctx.db.query(db.deleteFrom("app.users").where("id", "=", 2).returning("email"));
        return { updated, deleted };
      });`,
    );
    expect(answer).toEqual({
      updated: { ok: true, rowCount: 2 },
      deleted: [{ email: "bob@example.org" }],
    });
  });

  it("takes a query that is compiled already, and fragments of SQL", async () => {
    const answer = await run(
      `${kysely}
      export default query(async (_, ctx) => [
        await ctx.db.query(db.selectFrom("app.users").select("id").orderBy("id", "desc").limit(1).compile()),
        await ctx.db.query(sql\`select \${5}::int as n\`.compile(db)),
      ]);`,
    );
    expect(answer).toEqual([[{ id: 2 }], [{ n: 5 }]]);
  });

  it("cannot write in a handler that may only read", async () => {
    await expect(
      run(
        `${kysely}
        export default query(async (_, ctx) => ctx.db.query(db.deleteFrom("app.users").returningAll()));`,
      ),
    ).rejects.toMatchObject({ code: "25006" });
  });

  it("has its types checked when the function is created", async () => {
    await expect(
      run(
        `${kysely}
        export default query(async (_, ctx) => ctx.db.query(db.selectFrom("app.users").select("nope")));`,
      ),
    ).rejects.toThrow(/"nope"/);
  });
});
