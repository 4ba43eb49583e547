import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createGateway } from "../../../src/create-gateway.js";
import { CallGateway } from "../../fixtures/call-gateway.js";
import type { Answered } from "../../fixtures/call-gateway.js";

const table = "_stonescriptdb_gateway_idempotency_keys";

let gateway: CallGateway;
beforeAll(async () => {
  gateway = await CallGateway.create();
  await gateway.sql(`
    create table orders (id int generated always as identity, what text);
    create sequence tries;
    create function order_it(what text) returns int language sql as
      'insert into orders (what) values (order_it.what) returning id';
    create function order_for(what text default 'a', who text default 'b') returns int language sql as
      'insert into orders (what) values (order_for.what || order_for.who) returning id';
    create function order_slowly(what text) returns int language sql as
      'insert into orders (what) values (order_slowly.what); select pg_sleep(0.3); select max(id) from orders';
    create function order_badly(what text) returns int language plpgsql as
      $$ begin insert into orders (what) values (order_badly.what); raise exception 'no'; end $$;
    create function often(state text, times int default 2) returns int language plpgsql as
      $$ begin
           if nextval('tries') <= times then raise exception 'again' using errcode = state; end if;
           return 1;
         end $$;
    create function large() returns numeric language sql as 'select 12345678901234567890.50';
    create function count_orders() returns int language sql stable as 'select count(*)::int from orders';
  `);
});
afterAll(() => gateway.stop());

const keyed = (key: string, name: string, params: unknown = []): Promise<Answered> =>
  gateway.call(name, params, {}, { "idempotency-key": key });
const orders = async (what: string): Promise<number> =>
  (await gateway.sql(`select from orders where what = '${what}'`)).length;

describe("a call with an Idempotency-Key", () => {
  it("answers what it did the first time, and does nothing again", async () => {
    const first = await keyed("a", "order_it", ["a"]);
    const second = await keyed("a", "order_it", ["a"]);
    expect(first).toMatchObject({ status: 200, body: { row_count: 1 } });
    expect(second.body).toMatchObject({ rows: first.body["rows"], row_count: 1 });
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(second.headers["idempotent-replayed"]).toBe("true");
    expect(await orders("a")).toBe(1);
  });

  it("keeps every digit of what it did", async () => {
    await keyed("digits", "large");
    expect((await keyed("digits", "large")).text).toContain('{"large":12345678901234567890.50}');
  });

  it("is the same request however its JSON is laid out, and another with other values", async () => {
    const send = (body: string): Promise<Answered> =>
      gateway.send(body, { "idempotency-key": "b" });
    await send('{"function":"order_it","params":{"what":"b b"}}');
    expect(await send('{ "params": { "what" : "b b" }, "function": "order_it" }')).toMatchObject({
      status: 200,
      headers: { "idempotent-replayed": "true" },
    });
    for (const other of [
      '{"function":"order_it","params":{"what":"bb"}}',
      '{"function":"order_slowly","params":{"what":"b b"}}',
    ]) {
      expect(await send(other)).toMatchObject({
        status: 409,
        body: { error: "conflict", message: "The Idempotency-Key belongs to another request" },
      });
    }
    expect(await orders("b b")).toBe(1);
    expect(await orders("bb")).toBe(0);
  });

  it("is the same request in whatever order it names its parameters, and another with other names", async () => {
    const first = await keyed("n", "order_for", { what: "n", who: "m" });
    expect(first).toMatchObject({ status: 200 });
    expect(await keyed("n", "order_for", { who: "m", what: "n" })).toMatchObject({
      headers: { "idempotent-replayed": "true" },
      body: { rows: first.body["rows"] },
    });
    await keyed("o", "order_for", { what: "o" });
    expect(await keyed("o", "order_for", { who: "o" })).toMatchObject({ status: 409 });
    expect([await orders("nm"), await orders("ob"), await orders("ao")]).toEqual([1, 1, 0]);
  });

  it("waits for the one with the same key that runs already", async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => keyed("c", "order_slowly", ["c"])),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body["rows"]))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotent-replayed"])).toHaveLength(3);
    expect(await orders("c")).toBe(1);
  });

  it("leaves its key free when it fails", async () => {
    expect(await keyed("d", "order_badly", ["d"])).toMatchObject({ status: 500 });
    expect(await keyed("d", "order_it", ["d"])).toMatchObject({ status: 200 });
    expect(await orders("d")).toBe(1);
  });

  it.each(["40001", "40P01"])(
    "is made again where another transaction has got in its way (%s), and one without a key is not",
    async (state) => {
      await gateway.sql("select setval('tries', 1, false)");
      expect(await keyed(`e-${state}`, "often", [state])).toMatchObject({
        status: 200,
        body: { rows: [{ often: 1 }] },
      });
      await gateway.sql("select setval('tries', 1, false)");
      expect(await gateway.call("often", [state])).toMatchObject({
        status: 500,
        body: { sqlstate: state },
      });
    },
  );

  it("is not made again after another failure, nor for ever", async () => {
    const tried = async (state: string, times: number): Promise<unknown> => {
      await gateway.sql("select setval('tries', 1, false)");
      expect(await keyed("p", "often", [state, times])).toMatchObject({
        status: 500,
        body: { sqlstate: state },
      });
      const [row] = await gateway.sql("select last_value::int as times from tries");
      return row?.["times"];
    };
    expect(await tried("23514", 2)).toBe(1);
    expect(await tried("40001", 100)).toBe(5);
  });

  it("keeps nothing of what only reads", async () => {
    expect(await keyed("f", "count_orders")).toMatchObject({ status: 200 });
    expect(await gateway.sql(`select from ${table} where key = 'f'`)).toEqual([]);
  });

  it("has its key for a day, after which it is another request's, and is removed", async () => {
    await keyed("g", "order_it", ["g"]);
    await keyed("h", "order_it", ["h"]);
    await gateway.sql(
      `update ${table} set created_at = now() - interval '25 hours' where key in ('g', 'h')`,
    );
    expect(await keyed("g", "order_it", ["g again"])).toMatchObject({ status: 200 });
    expect(await orders("g again")).toBe(1);
    // Another gateway, which has not looked yet.
    const { platform, parts } = gateway;
    const second = await createGateway({ settings: parts.settings, parts });
    await second.inject({
      method: "POST",
      url: "/call",
      headers: { "idempotency-key": "i" },
      payload: { platform, function: "order_it", params: ["i"] },
    });
    await second.close();
    expect(await gateway.sql(`select from ${table} where key = 'h'`)).toEqual([]);
    expect(await gateway.sql(`select from ${table} where key = 'g'`)).toHaveLength(1);
  });

  it("is answered, and the log says so, where what has expired cannot be removed", async () => {
    await keyed("l", "order_it", ["l"]);
    await gateway.sql(`
      update ${table} set created_at = now() - interval '25 hours' where key = 'l';
      create function keep_it() returns trigger language plpgsql as
        $$ begin raise exception 'kept for ever'; end $$;
      create trigger keep_it before delete on ${table} for each row execute function keep_it();
    `);
    const { platform, parts } = gateway;
    const lines: string[] = [];
    const second = await createGateway({
      settings: { ...parts.settings, logLevel: "warn" },
      logTo: { write: (line) => lines.push(line) },
      parts,
    });
    const answer = await second.inject({
      method: "POST",
      url: "/call",
      headers: { "idempotency-key": "m" },
      payload: { platform, function: "order_it", params: ["m"] },
    });
    await second.close();
    await gateway.sql(`drop function keep_it cascade`);
    expect(answer.statusCode).toBe(200);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toMatchObject([
      {
        msg: "expired idempotency keys were not removed",
        database: gateway.database.name,
        err: { message: "kept for ever" },
      },
    ]);
  });

  it.each(["", "a b", "é", "x".repeat(256)])("refuses %j as a key", async (key) => {
    const answer = await keyed(Buffer.from(key).toString("latin1"), "order_it", ["z"]);
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await orders("z")).toBe(0);
  });

  it("is kept after the platform's rights are given again", async () => {
    await keyed("k", "order_it", ["k"]);
    await gateway.parts.databases.grantRights(gateway.database);
    expect(await keyed("k", "order_it", ["k"])).toMatchObject({
      headers: { "idempotent-replayed": "true" },
    });
  });
});
