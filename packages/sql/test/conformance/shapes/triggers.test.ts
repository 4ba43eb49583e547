import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    create schema app;
    create table app.log (id int generated always as identity, entry jsonb);
  `);
});
beforeEach(() =>
  database.client.query(`
    drop table if exists app.item cascade;
    truncate app.log;
    create table app.item (id int8, price numeric, doc json, name text, note text default 'none');
  `),
);
afterAll(() => database.drop());

/** Creates `app.fired() returns trigger` and a trigger of the given timing that runs it. */
async function trigger(timing: string, source: string, args = "", on = "app.item"): Promise<void> {
  await database.client.query(`
    create or replace function app.fired() returns trigger language plts as $ts$${source}$ts$;
    create trigger fired ${timing.replace(/ (?=referencing|for each)/, ` on ${on} `)} execute function app.fired(${args});
  `);
}

async function all(sql: string): Promise<unknown[]> {
  return (await database.client.query<object>(sql)).rows;
}

/** What handlers wrote into the log. */
async function logged(): Promise<unknown[]> {
  const rows = (await all("select entry from app.log order by id")) as { entry: unknown }[];
  return rows.map(({ entry }) => entry);
}

const insertLog = `ctx.db.exec("insert into app.log (entry) values ($1)", [{ ...ctx.trigger, args: ctx.args }])`;

describe("a row trigger", () => {
  it("is told the rows and what happens", async () => {
    await trigger(
      "after insert or update or delete for each row",
      `export default async (ctx) => { await ${insertLog}; };`,
      "'one', 2",
    );
    await all("insert into app.item values (9223372036854775807, 1.10, '{\"a\": 1}', 'x')");
    await all("update app.item set name = 'y'");
    await all("delete from app.item");
    const common = {
      name: "fired",
      when: "AFTER",
      level: "ROW",
      table: "item",
      schema: "app",
      args: { positional: ["one", "2"], named: {} },
    };
    const first = {
      id: Number("9223372036854775807"),
      price: 1.1,
      doc: { a: 1 },
      name: "x",
      note: "none",
    };
    const second = { ...first, name: "y" };
    expect(await logged()).toEqual([
      { ...common, op: "INSERT", new: first, old: null },
      { ...common, op: "UPDATE", new: second, old: first },
      { ...common, op: "DELETE", new: null, old: second },
    ]);
    expect(await all("select entry #>> '{new,id}' as id from app.log limit 1")).toEqual([
      { id: "9223372036854775807" },
    ]);
  });

  it("before the row changes what the handler changes, and nothing else", async () => {
    await trigger(
      "before insert or update for each row",
      "export default (ctx) => ({ ...ctx.trigger.new, name: String(ctx.trigger.new?.name).trim() });",
    );
    const price = `1.${"123456789".repeat(5)}0`;
    const doc = '{"b":1,  "a":1, "a":2, "n": 1.10}';
    await database.client.query("insert into app.item values ($1, $2, $3, ' x ', null)", [
      "9223372036854775807",
      price,
      doc,
    ]);
    const row = { id: "9223372036854775807", price, doc, name: "x", note: null };
    const stored = "select id, price, doc::text, name, note from app.item";
    expect(await all(stored)).toEqual([row]);
    await all("update app.item set name = ' y '");
    expect(await all(stored)).toEqual([{ ...row, name: "y" }]);
  });

  it("leaves the row as it is when nothing is returned, and takes a part of a row", async () => {
    await trigger("before insert for each row", "export default () => undefined;");
    await all("insert into app.item (id, price) values (1, 1.10)");
    await all("drop trigger fired on app.item");
    await trigger(
      "before insert for each row",
      "export default () => ({ name: 'set', doc: { b: 1, a: [9007199254740993n] }, note: undefined });",
    );
    await all("insert into app.item (id, price) values (2, 2.20)");
    expect(await all("select id, price, doc::text, name, note from app.item order by id")).toEqual([
      { id: "1", price: "1.10", doc: null, name: null, note: "none" },
      { id: "2", price: "2.20", doc: '{"b":1,"a":[9007199254740993]}', name: "set", note: "none" },
    ]);
  });

  it("skips the row when null is returned", async () => {
    await trigger(
      "before insert or update or delete for each row",
      "export default ({ trigger }) => ((trigger.new ?? trigger.old)?.name === 'skip' ? null : undefined);",
    );
    await all("insert into app.item (id, name) values (1, 'skip'), (2, 'keep')");
    expect(await all("select id from app.item")).toEqual([{ id: "2" }]);
    await all("update app.item set name = 'skip'");
    expect(await all("select name from app.item")).toEqual([{ name: "keep" }]);
    await all("alter table app.item disable trigger fired");
    await all("update app.item set name = 'skip'");
    await all("alter table app.item enable trigger fired");
    await all("delete from app.item");
    expect(await all("select name from app.item")).toEqual([{ name: "skip" }]);
  });

  it("lets a deletion happen when it returns the old row, and refuses a changed one", async () => {
    await trigger("before delete for each row", "export default (ctx) => ctx.trigger.old;");
    await all("insert into app.item (id) values (1)");
    await all("delete from app.item");
    expect(await all("select from app.item")).toEqual([]);
    await all("drop trigger fired on app.item");
    await trigger("before delete for each row", "export default () => ({ id: 7 });");
    await all("insert into app.item (id) values (1)");
    expect((await failure(all("delete from app.item"))).message).toContain(
      'a row with another "id"; a row that is deleted cannot be changed',
    );
  });

  it("names a column that the table does not have", async () => {
    await trigger("before insert for each row", "export default () => ({ nmae: 'x' });");
    const { message, detail } = await failure(all("insert into app.item (id) values (1)"));
    expect(message).toMatch(/column "nmae", which is not one of the result's: id, price/);
    expect(JSON.parse(detail)).toMatchObject({ stage: "result", function: { name: "fired" } });
  });

  it("says what may be returned", async () => {
    for (const [value, found] of [
      ["true", "a boolean"],
      ["[1]", "an array"],
    ] as const) {
      await all("drop trigger if exists fired on app.item");
      await trigger("before insert for each row", `export default () => (${value});`);
      expect((await failure(all("insert into app.item (id) values (1)"))).message).toBe(
        `stopgap result cannot be returned: $ is ${found}; a trigger returns the row, null to skip it, or nothing`,
      );
    }
  });

  it("names the column whose value does not fit", async () => {
    await trigger("before insert for each row", "export default () => ({ price: 'dear' });");
    const { code, message } = await failure(all("insert into app.item (id) values (1)"));
    expect(code).toBe("22P02");
    expect(message).toMatch(/^stopgap result does not fit at \$\.price: /);
  });

  it("cannot change the rows in place: that is an error, in the types too", async () => {
    const source = "export default (ctx: any) => { ctx.trigger.new.name = 'changed'; };";
    await trigger("before insert for each row", source);
    expect((await failure(all("insert into app.item (id) values (1)"))).message).toMatch(
      /TypeError: .*(read.?only)/,
    );
    await all("drop trigger fired on app.item");
    await trigger(
      "before insert for each row",
      "export default (ctx: any) => { ctx.trigger.new.doc.list.push(1); };",
    );
    expect(
      (await failure(all(`insert into app.item (doc) values ('{"list": []}')`))).message,
    ).toMatch(/TypeError/);
    const { code, message } = await failure(
      trigger(
        "before insert for each row",
        "export default (ctx) => { ctx.trigger.new!.name = 'x'; };",
      ),
    );
    expect(code).toBe("42601");
    expect(message).toMatch(/only permits reading|read-only/);
  });

  it("can be a mutation, a query, or typed by its row", async () => {
    await trigger(
      "before insert for each row",
      `import { mutation, type Trigger, v } from "@stopgap/runtime";
       interface Item { readonly id: number; readonly name: string }
       export default mutation(
         v.object({ positional: v.tuple([v.string()]), named: v.object({}) }),
         async ({ positional: [prefix] }, ctx) => {
           const { new: row } = ctx.trigger as Trigger<Item>;
           await ctx.db.exec("insert into app.log (entry) values ($1)", [row?.id]);
           return { ...row, name: prefix + (row?.name ?? "") };
         });`,
      "'p-'",
    );
    await all("insert into app.item (id, name) values (1, 'x')");
    expect(await all("select name from app.item")).toEqual([{ name: "p-x" }]);
    expect(await logged()).toEqual([1]);
    await all("drop trigger fired on app.item");
    await trigger(
      "before insert for each row",
      `import { type TriggerContext } from "@stopgap/runtime";
       export default (ctx: TriggerContext<{ id: number }>) =>
         ctx.trigger.op === "INSERT" ? { note: String(ctx.trigger.new.id + 1) } : undefined;`,
    );
    await all("insert into app.item (id) values (2)");
    expect(await all("select note from app.item where id = 2")).toEqual([{ note: "3" }]);
    await all("drop trigger fired on app.item");
    await trigger(
      "before insert for each row",
      `import { query } from "@stopgap/runtime";
       export default query(async (_, ctx) => { await ctx.db.query("insert into app.log (entry) values ('1') returning 1"); });`,
    );
    expect((await failure(all("insert into app.item (id) values (3)"))).code).toBe("25006");
  });

  it("can write to other tables, and to its own", async () => {
    await trigger(
      "after insert for each row",
      `export default async (ctx) => {
         const depth = Number(ctx.trigger.new?.id);
         if (depth < 5) await ctx.db.exec("insert into app.item (id) values ($1)", [depth + 1]);
         await ctx.db.exec("insert into app.log (entry) values ($1)", [depth]);
       };`,
    );
    await all("insert into app.item (id) values (1)");
    expect(await logged()).toEqual([5, 4, 3, 2, 1]);
    expect(await all("select count(*)::int from app.item")).toEqual([{ count: 5 }]);
  });

  it("that fails undoes the statement, which can be caught", async () => {
    await trigger(
      "after insert for each row",
      `export default async (ctx) => {
         await ctx.db.exec("insert into app.log (entry) values ('1')");
         if (ctx.trigger.new?.name === "bad") throw new Error("no bad items");
       };`,
    );
    await database.client.query(`
      create or replace function app.adding(args jsonb) returns jsonb language plts as $$
        export default async (ctx) => {
          await ctx.db.exec("insert into app.item (id, name) values (1, 'good')");
          try {
            await ctx.db.exec("insert into app.item (id, name) values (2, 'bad')");
          } catch (error) {
            return (error as Error).message;
          }
        }
      $$`);
    expect(await all("select app.adding('{}')")).toEqual([{ adding: "no bad items" }]);
    expect(await all("select name from app.item")).toEqual([{ name: "good" }]);
    expect(await logged()).toEqual([1]);
    expect((await failure(all("insert into app.item (name) values ('bad')"))).message).toBe(
      "no bad items",
    );
  });

  it("that fails can be caught any number of times, however it fails", async () => {
    await trigger(
      "before insert for each row",
      `export default ({ trigger }) => {
         const { id } = trigger.new as { id: number };
         if (id === 1) throw new Error("thrown");
         if (id === 2) return { price: "dear" };
         return id === 3 ? { unknown: 1 } : undefined;
       };`,
    );
    await database.client.query(`
      create or replace function app.trying(args jsonb) returns jsonb language plts as $$
        export default async (ctx) => {
          const messages = new Set<string>();
          for (let round = 0; round < 60; round += 1) {
            const id = round % 4;
            await ctx.db.exec("insert into app.item (id) values ($1)", [id]).catch((error: Error) => {
              messages.add(id + error.message.slice(0, 20));
            });
          }
          return [...messages];
        }
      $$`);
    expect(await all("select app.trying('{}')")).toEqual([
      { trying: ["1thrown", "2stopgap result does ", "3stopgap result canno"] },
    ]);
    expect(await all("select count(*)::int from app.item")).toEqual([{ count: 15 }]);
  });

  it("sees a table as it is after it has changed", async () => {
    await trigger("before insert for each row", "export default () => ({ added: 'x' });");
    expect((await failure(all("insert into app.item (id) values (1)"))).message).toMatch(
      /column "added"/,
    );
    await all("alter table app.item add column added text, drop column price");
    await all("insert into app.item (id) values (1)");
    expect(await all("select added, note from app.item")).toEqual([{ added: "x", note: "none" }]);
  });

  it("keeps the digits of -0, NaN and numbers that are written otherwise", async () => {
    await all("alter table app.item add column f float8, add column g float8");
    await trigger(
      "before insert for each row",
      "export default (ctx) => ({ ...ctx.trigger.new, note: 'seen', g: 0 });",
    );
    await all(
      "insert into app.item (price, f, g) values ('NaN', '-0', '-0'), (100.000, 'Infinity', 1)",
    );
    expect(
      await all("select price::text, f::text, g::text, note from app.item order by price"),
    ).toEqual([
      { price: "100.000", f: "Infinity", g: "0", note: "seen" },
      { price: "NaN", f: "-0", g: "0", note: "seen" },
    ]);
  });
});

describe("a trigger", () => {
  it("for statements has no rows, and fires for truncate too", async () => {
    await trigger(
      "before insert or update or delete or truncate for each statement",
      `export default async (ctx) => { await ${insertLog}; return 7; };`,
    );
    await all("insert into app.item (id) values (1), (2)");
    await all("update app.item set id = 3 where false");
    await all("delete from app.item");
    await all("truncate app.item");
    expect(await logged()).toMatchObject(
      ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].map((op) => ({
        op,
        when: "BEFORE",
        level: "STATEMENT",
        new: null,
        old: null,
      })),
    );
  });

  it("sees its transition tables by their names", async () => {
    await trigger(
      'after update referencing old table as before new table as "After It" for each statement',
      `export default async (ctx) => {
         const [row] = await ctx.db.query(
           'select count(*) as n, min(b.price)::text as price, max(a.name) as name from before b join "After It" a using (id)');
         await ctx.db.exec("insert into app.log (entry) values ($1)", [row]);
       };`,
    );
    await all("insert into app.item (id, price, name) values (1, 1.10, 'a'), (2, 2.20, 'b')");
    await all("update app.item set name = name || '!'");
    await all("update app.item set name = 'c' where id = 1");
    expect(await logged()).toEqual([
      { n: 2, price: "1.10", name: "b!" },
      { n: 1, price: "1.10", name: "c" },
    ]);
    expect((await failure(all("select * from before"))).code).toBe("42P01");
  });

  it("has transition tables of its own inside of another one's", async () => {
    await database.client.query("create temp table added (mine int); insert into added values (7)");
    await trigger(
      "after insert referencing new table as added for each statement",
      `export default async (ctx) => {
         const ids = async () => (await ctx.db.query<{ id: number }>("select id from added order by id")).map(({ id }) => id);
         const before = await ids();
         if (before.includes(1)) await ctx.db.exec("insert into app.item (id) values (2), (3)");
         if (before.includes(2)) {
           await ctx.db.exec("insert into app.item (id) select id from (values (4), (bad())) v (id)").catch(() => null);
           await ctx.db.exec("insert into app.item (id) values (5)");
         }
         await ctx.db.exec("insert into app.log (entry) values ($1)", [{ before, after: await ids() }]);
       };`,
    );
    await all("insert into app.item (id) values (1)");
    expect(await logged()).toEqual([[5], [2, 3], [1]].map((ids) => ({ before: ids, after: ids })));
    expect(await all("select mine from added")).toEqual([{ mine: 7 }]);
    await all("drop table added");
  });

  it("on a view stands in for the statement", async () => {
    await all("create view app.names as select id, name from app.item");
    await trigger(
      "instead of insert or update or delete for each row",
      `export default async ({ trigger, db }) => {
         if (trigger.level !== "ROW") return;
         if (trigger.op === "DELETE") return trigger.old.id === 2 ? null : void (await db.exec("delete from app.item where id = $1", [trigger.old.id]));
         if (trigger.op === "UPDATE") return void (await db.exec("update app.item set name = $2 where id = $1", [trigger.old.id, trigger.new.name]));
         await db.exec("insert into app.item (id, name) values ($1, $2)", [trigger.new.id, trigger.new.name]);
         return { ...trigger.new, name: "returned" };
       };`,
      "",
      "app.names",
    );
    expect(await all("insert into app.names values (1, 'a'), (2, 'b') returning *")).toEqual([
      { id: "1", name: "returned" },
      { id: "2", name: "returned" },
    ]);
    await all("update app.names set name = 'c' where id = 1");
    expect(await all("select * from app.names order by id")).toEqual([
      { id: "1", name: "c" },
      { id: "2", name: "b" },
    ]);
    expect((await database.client.query("delete from app.names")).rowCount).toBe(1);
    expect(await all("select id from app.names")).toEqual([{ id: "2" }]);
  });

  it("of a partitioned table is told the partition", async () => {
    await all("create table app.parted (id int, name text) partition by range (id)");
    await all("create table app.parted_1 (name text, id int)");
    await all("alter table app.parted attach partition app.parted_1 for values from (0) to (10)");
    await trigger(
      "before insert for each row",
      "export default ({ trigger }) => ({ name: `${trigger.schema}.${trigger.table}` });",
      "",
      "app.parted",
    );
    await all("insert into app.parted values (1, 'x')");
    expect(await all("select * from app.parted")).toEqual([{ id: 1, name: "app.parted_1" }]);
    await all("drop table app.parted");
  });

  it("leaves generated columns to PostgreSQL", async () => {
    await all("create table app.counted (n int, twice int generated always as (n * 2) stored)");
    await trigger(
      "before insert or update for each row",
      "export default (ctx) => ({ ...ctx.trigger.new, n: Number(ctx.trigger.new?.n) + 1 });",
      "",
      "app.counted",
    );
    await all("insert into app.counted values (1)");
    await all("update app.counted set n = 10");
    expect(await all("select * from app.counted")).toEqual([{ n: 11, twice: 22 }]);
    await all("drop table app.counted");
  });

  it("runs with a search path of its own and under any name", async () => {
    await all(`create table app."Ta ""ble" ("Co l" int, "__proto__" int, "new" int)`);
    await database.client.query(`
      create or replace function app.fired() returns trigger language plts set search_path = '' as
        $$export default ({ trigger }) => ({ ...trigger.new, "Co l": trigger.table.length, new: 7 })$$;
      create trigger "tri gger" before insert on app."Ta ""ble" for each row execute function app.fired();
      insert into app."Ta ""ble" values (1, 2, 3);
    `);
    expect(await all(`select to_jsonb(t)::text as row from app."Ta ""ble" t`)).toEqual([
      { row: '{"new": 7, "Co l": 7, "__proto__": 2}' },
    ]);
    await all(`drop table app."Ta ""ble"`);
  });

  it("is what ctx.trigger belongs to", async () => {
    await database.client.query(
      "create function app.plain(args jsonb) returns jsonb language plts as 'export default (ctx) => ctx.trigger'",
    );
    const { code, message } = await failure(all("select app.plain('{}')"));
    expect(message).toBe("ctx.trigger is there only in a function that returns trigger");
    expect(code).toBe("55000");
  });
});

describe("an event trigger", () => {
  it("is told the event and the tag", async () => {
    await database.client.query(`
      create function app.on_ddl() returns event_trigger language plts as $$
        export default async (ctx) => {
          await ctx.db.exec("insert into app.log (entry) values ($1)", [ctx.args]);
        }
      $$;
      create event trigger on_ddl on ddl_command_end when tag in ('CREATE VIEW') execute function app.on_ddl();
      create view app.seen as select 1 as one;
      drop event trigger on_ddl;
    `);
    expect(await logged()).toEqual([
      {
        positional: ["ddl_command_end", "CREATE VIEW"],
        named: { event: "ddl_command_end", tag: "CREATE VIEW" },
      },
    ]);
  });
});
