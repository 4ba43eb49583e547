import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query(`
    create schema app;
    create table app.t (id int primary key, delete int, copy text);
    create sequence app.s;
    create function app.writes() returns int language sql as 'insert into app.t (id) values (99) returning id';
    create procedure app.writes_too() language sql as 'insert into app.t (id) values (98)';
  `);
  await app.define(
    "read",
    `import { query, v } from "@stopgap/runtime";
     export default query(v.object({ sql: v.string(), params: v.optional(v.array(v.any())) }),
       async ({ sql, params }, ctx) => ctx.db.query(sql, params));`,
  );
  await app.define(
    "write",
    `import { mutation } from "@stopgap/runtime";
     export default mutation(async (_args, ctx) => ctx.db.exec("insert into app.t (id) values (97)"));`,
  );
});
beforeEach(() => database.client.query("truncate app.t; insert into app.t (id) values (1)"));
afterAll(() => database.drop());

const read = (sql: string, params?: unknown[]) => app.call("read", { sql, params });

async function ids(): Promise<unknown[]> {
  const { rows } = await database.client.query<{ id: number }>("select id from app.t order by id");
  return rows.map(({ id }) => id);
}

describe("a query", () => {
  it("SG-X10 cannot write in any way", async () => {
    const writes = [
      "insert into app.t (id) values (2)",
      "insert into app.t (id) values (2) returning id",
      "update app.t set id = 5",
      "delete from app.t",
      "delete from app.t returning id",
      "merge into app.t using (values (3)) v (id) on app.t.id = v.id when not matched then insert (id) values (v.id)",
      "truncate app.t",
      "with d as (delete from app.t returning id) select * from d",
      "with d as (insert into app.t (id) values (2)) select 1",
      "select app.writes()",
      "call app.writes_too()",
      "select app.write('{}')",
      "select nextval('app.s')",
      "select setval('app.s', 5)",
      "create table app.u (id int)",
      "create temp table u as table app.t",
      "select * into app.u from app.t",
      "drop table app.t",
      "alter table app.t add x int",
      "comment on table app.t is 'x'",
      "grant select on app.t to public",
      "select id from app.t for update",
      "do $$ begin delete from app.t; end $$",
      "do $$ begin set transaction_read_only = off; delete from app.t; end $$",
      "set transaction read write",
      "set transaction_read_only = off",
      "select set_config('transaction_read_only', 'off', true)",
      "select set_config('transaction_read_only', 'off', false)",
      "explain analyze delete from app.t",
      "copy app.t (id) from program 'echo 5'",
      "lock table app.t in exclusive mode",
      "prepare p as delete from app.t",
      "refresh materialized view app.t",
      "vacuum app.t",
      "select lo_create(0)",
    ];
    const allowed = new Set(["25006", "25001", "42601", "0A000", "42P11"]);
    for (const sql of writes) {
      const outcome = await failure(read(sql)).catch(() => undefined);
      if (outcome) expect([...allowed], `${sql}: ${outcome.message}`).toContain(outcome.code);
      expect(await ids(), sql).toEqual([1]);
    }
    const { rows } = await database.client.query("select last_value, is_called from app.s");
    expect(rows).toEqual([{ last_value: "1", is_called: false }]);
    const { rows: made } = await database.client.query("select to_regclass('app.u') as u");
    expect(made).toEqual([{ u: null }]);
  });

  it("cannot break out of the statement that it is put into", async () => {
    const attempts = [
      "select 1) q; delete from app.t; select 1 from (select 1",
      "select 1) s limit 1) q; delete from app.t; --",
      "select 1\n) s) q; delete from app.t; /*",
      "select 1; delete from app.t",
      "select 1 --\n; delete from app.t",
      "select '\\'; delete from app.t; --'",
      "select E'\\'; delete from app.t; --'",
      "select $a$ $b$ $a$; delete from app.t; --$b$",
      'select 1 as "a""; delete from app.t; --"',
      "select 1 /* /* */ ; delete from app.t; /* */ */",
      "select U&'\\0027; delete from app.t; --'",
    ];
    for (const standard of ["on", "off"]) {
      await database.client.query(
        `set standard_conforming_strings = ${standard}; set escape_string_warning = off`,
      );
      for (const sql of attempts) {
        await read(sql).catch(() => undefined);
        await read(`${sql} -- $1`, ["'; delete from app.t; --"]).catch(() => undefined);
        expect(await ids(), sql).toEqual([1]);
      }
      for (const value of [
        "'",
        "\\",
        "\\'; delete from app.t; --",
        "''; delete from app.t; --",
        "$$",
      ]) {
        expect(await read("select $1::text as a", [value])).toEqual([{ a: value }]);
      }
    }
    await database.client.query("reset standard_conforming_strings; reset escape_string_warning");
    expect(await ids()).toEqual([1]);
  });

  it("may use the words of a write in names, strings and comments", async () => {
    for (const sql of [
      "select 'update' as a",
      'select 1 as "update"',
      "select $$ delete $$ as a",
      "select delete, copy from app.t",
      "select t.delete from app.t t -- delete",
      "/* insert */ select 1 as a",
    ]) {
      expect(await read(sql), sql).toHaveLength(1);
    }
  });

  it("cannot use db.exec", async () => {
    const { code, message } = await failure(
      app.run(`import { query } from "@stopgap/runtime";
        export default query(async (_args, ctx) => ctx.db.exec("select 1"));`),
    );
    expect(code).toBe("25006");
    expect(message).toBe(
      "db.exec is disabled for stopgap.query handlers; switch to stopgap.mutation",
    );
  });

  it("leaves nothing behind: settings, temporary tables, notifications and locks neither", async () => {
    await database.client.query(`
      set plts_test.a = 'before';
      create temp table scratch (n int);
      create function app.sets() returns text language plpgsql as
        $$ begin set plts_test.a = 'by a function'; perform set_config('plts_test.b', 'new', false); return 'set'; end $$;
    `);
    let notified = 0;
    database.client.on("notification", () => (notified += 1));
    await database.client.query("listen plts_test");
    const settings = async () => {
      const { rows } = await database.client.query<Record<string, unknown>>(
        "select current_setting('plts_test.a') as a, coalesce(current_setting('plts_test.b', true), '') as b, current_setting('search_path') as path",
      );
      return rows[0];
    };
    const before = await settings();
    for (const transaction of [false, true]) {
      if (transaction) await database.client.query("begin");
      for (const sql of [
        "select set_config('plts_test.a', 'changed', false) as a",
        "select set_config('plts_test.a', 'changed', true) as a",
        "select set_config('search_path', 'app', false) as a",
        "select app.sets() as a",
        "insert into scratch values (1) returning n",
        "select pg_notify('plts_test', 'x') is null as a",
        "select pg_try_advisory_xact_lock(15) as a",
      ]) {
        expect(await read(sql), sql).toHaveLength(1);
        expect(await settings(), sql).toEqual(before);
      }
      expect(await read("set plts_test.a = 'changed'")).toEqual([]);
      expect(await settings()).toEqual(before);
      const { rows: locks } = await database.client.query(
        "select from pg_locks where locktype = 'advisory' and objid = 15",
      );
      expect(locks).toEqual([]);
      if (transaction) await database.client.query("commit");
    }
    const { rows } = await database.client.query("select n from scratch");
    expect(rows).toEqual([]);
    expect(notified).toBe(0);
    await database.client.query("unlisten plts_test; drop table scratch; reset plts_test.a");
  });

  it("leaves no cursor behind, which would write at the commit", async () => {
    const cursor = "declare c cursor with hold for select app.writes()";
    await app.define(
      "keep",
      `import { mutation } from "@stopgap/runtime";
       export default mutation(async (_args, ctx) => ctx.db.exec("${cursor}"));`,
    );
    for (const transaction of [false, true]) {
      if (transaction) await database.client.query("begin");
      expect(await read(cursor)).toEqual([]);
      const { rows } = await database.client.query("select name from pg_cursors where name = 'c'");
      expect(rows).toEqual([]);
      if (transaction) await database.client.query("commit");
      expect(await ids()).toEqual([1]);
    }
    await app.call("keep");
    expect(await ids()).toEqual([1, 99]);
    await database.client.query("close c");
  });

  it("does not take a statement's own error for its end", async () => {
    const { code, message } = await failure(
      read("do $$ begin raise exception 'mine' using errcode = 'SG000'; end $$"),
    );
    expect({ code, message }).toEqual({ code: "SG000", message: "mine" });
  });

  it("leaves the caller's transaction as it was", async () => {
    await database.client.query("begin");
    await read("select 1 as a");
    await database.client.query("savepoint s");
    await failure(read("delete from app.t"));
    await database.client.query("rollback to s");
    await app.call("write");
    await database.client.query("commit");
    expect(await ids()).toEqual([1, 97]);
  });

  it("SG-X04 does not change the mode of the calls around it", async () => {
    for (let round = 0; round < 3; round += 1) {
      await failure(read("delete from app.t"));
      await app.call("write");
      expect(await ids()).toEqual([1, 97]);
      await database.client.query("delete from app.t where id = 97");
    }
  });
});
