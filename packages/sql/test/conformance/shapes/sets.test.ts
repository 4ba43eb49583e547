import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Failure, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    create schema app;
    create type app.pair as (a int, b numeric);
    create domain app.whole_pair as app.pair check ((value).a is not null);
    create domain app.positive as int check (value > 0);
    create table app.item (id int, gone int, name text, doc json);
    alter table app.item drop column gone;
  `);
});
afterAll(() => database.drop());

/** Creates `app.made(<signature>` with the given handler. */
async function make(signature: string, handler: string): Promise<void> {
  const { client } = database;
  await client.query("drop function if exists app.made");
  await client.query(
    `create function app.made(${signature} language plts as $ts$export default ${handler}$ts$`,
  );
}

/** The rows of a call, each as JSON text. */
async function rows(signature: string, handler: string, call = ""): Promise<string[]> {
  await make(signature, handler);
  const answer = await database.client.query<{ row: string }>(
    `select row_to_json(outer_row)::text as row from (select * from app.made(${call})) as outer_row`,
  );
  return answer.rows.map(({ row }) => row);
}

async function refused(signature: string, handler: string): Promise<Failure> {
  await make(signature, handler);
  return failure(database.client.query("select * from app.made()"));
}

describe("a set", () => {
  it("of values is an array", async () => {
    expect(await rows(") returns setof int", "() => [1, null, 3]")).toEqual([
      '{"made":1}',
      '{"made":null}',
      '{"made":3}',
    ]);
    expect(await rows(") returns setof int8", "() => [9223372036854775807n]")).toEqual([
      '{"made":9223372036854775807}',
    ]);
    expect(await rows(") returns setof text", "() => ['a', undefined]")).toEqual([
      '{"made":"a"}',
      '{"made":null}',
    ]);
    expect(await rows(") returns setof jsonb", "() => [[1], { a: 1 }, null, 'x']")).toEqual([
      '{"made":[1]}',
      '{"made":{"a": 1}}',
      '{"made":null}',
      '{"made":"x"}',
    ]);
    expect(await rows(") returns setof json", "() => [{ b: 1, a: 2 }]")).toEqual([
      '{"made":{"b":1,"a":2}}',
    ]);
    expect(await rows(") returns setof int[]", "() => [[1], [], [2, 3]]")).toEqual([
      '{"made":[1]}',
      '{"made":[]}',
      '{"made":[2,3]}',
    ]);
    expect(await rows("out made text) returns setof text", "() => ['a']")).toEqual([
      '{"made":"a"}',
    ]);
  });

  it("is empty where there is nothing", async () => {
    for (const type of ["int", "jsonb", "app.pair", "app.item"]) {
      expect(await rows(`) returns setof ${type}`, "() => undefined")).toEqual([]);
      expect(await rows(`) returns setof ${type}`, "() => null")).toEqual([]);
      expect(await rows(`) returns setof ${type}`, "() => []")).toEqual([]);
    }
    expect(await rows(") returns table (a int)", "() => undefined")).toEqual([]);
  });

  it("of rows is an array of objects with their columns", async () => {
    expect(await rows(") returns setof app.pair", "() => [{ a: 1, b: '1.10' }, {}]")).toEqual([
      '{"a":1,"b":1.10}',
      '{"a":null,"b":null}',
    ]);
    expect(await rows(") returns setof app.whole_pair", "() => [{ a: 1 }]")).toEqual([
      '{"a":1,"b":null}',
    ]);
    expect(
      await rows(") returns setof app.item", "() => [{ id: 1, doc: { b: 1, a: 1 } }]"),
    ).toEqual(['{"id":1,"name":null,"doc":{"b":1,"a":1}}']);
  });

  it("can be the rows of a query as they are", async () => {
    await database.client.query("insert into app.item values (1, 'a', '{}'), (2, 'b', null)");
    expect(
      await rows(
        "lowest int) returns setof app.item",
        'async (ctx) => ctx.db.query("select * from app.item where id >= $1", [(ctx.args as any).named.lowest])',
        "2",
      ),
    ).toEqual(['{"id":2,"name":"b","doc":null}']);
  });

  it("has the columns of returns table, one or many, whatever their names", async () => {
    expect(await rows(") returns table (n int)", "() => [{ n: 1 }, { n: 2 }]")).toEqual([
      '{"n":1}',
      '{"n":2}',
    ]);
    expect(
      await rows(
        `plts_rows int, plts text) returns table ("plts_result" int, "value" text[], "it's ""é""" jsonb, plts_row numeric, r app.pair)`,
        `() => [{ plts_result: 1, value: ["x"], "it's \\"é\\"": [1], plts_row: "1.10", r: { a: 1 } }]`,
        "1, 'x'",
      ),
    ).toEqual([
      `{"plts_result":1,"value":["x"],"it's \\"é\\"":[1],"plts_row":1.10,"r":{"a":1,"b":null}}`,
    ]);
  });

  it("of ten thousand rows comes whole", async () => {
    await make(
      ") returns table (n int, t text)",
      "() => Array.from({ length: 10000 }, (_, n) => ({ n, t: String(n) }))",
    );
    const answer = await database.client.query(
      "select count(*)::int, sum(n)::int, max(length(t)) from app.made()",
    );
    expect(answer.rows).toEqual([{ count: 10_000, sum: 49_995_000, max: 4 }]);
  });

  it("that is no array is refused", async () => {
    for (const [type, value, found] of [
      ["setof int", "7", "a number"],
      ["setof app.pair", "({ a: 1 })", "an object"],
      ["table (a int)", "'x'", "a string"],
    ] as const) {
      expect((await refused(`) returns ${type}`, `() => (${value})`)).message).toBe(
        `stopgap result cannot be returned: $ is ${found}; a function that returns a set returns an array`,
      );
    }
  });

  it("names the row, and the column, of what does not fit", async () => {
    const misfits: readonly (readonly [string, string, string, RegExp])[] = [
      ["setof int", "[1, 'x']", "22P02", / at \$\[1\]: /],
      ["setof app.positive", "[1, 2, -3]", "23514", / at \$\[2\]: /],
      ["setof app.pair", "[{ a: 1 }, { a: 'x' }]", "22P02", / at \$\[1\]\.a: /],
      ["table (n int, t date)", "[{ n: 1, t: 'x' }]", "22007", / at \$\[0\]\.t: /],
      ["setof app.pair", "[{ a: 1 }, null]", "P0001", /: \$\[1\] is nothing/],
      ["setof app.pair", "[1]", "P0001", /: \$\[0\] is a number; a row is an object/],
      ["setof app.pair", "[{ a: 1, zz: 1 }]", "P0001", /: \$\[0\] is a row with a column "zz"/],
      ["table (n int)", "[{ m: 1 }]", "P0001", /: \$\[0\] is a row with a column "m"/],
      ["setof jsonb", "[1, { a: NaN }]", "P0001", /: \$\[1\]\.a is NaN/],
    ];
    for (const [type, value, code, message] of misfits) {
      const error = await refused(`) returns ${type}`, `(): unknown => ${value}`);
      expect(error.message, value).toMatch(message);
      expect(error.code, value).toBe(code);
      expect(JSON.parse(error.detail)).toMatchObject({ stage: "result" });
    }
  });
});

describe("OUT arguments", () => {
  it("are the columns of an object; a single one is the value", async () => {
    expect(
      await rows(
        "a int, out b int8, inout c text, out d app.pair, out e jsonb)",
        "(ctx: any) => ({ b: 9223372036854775807n, c: ctx.args.named.c + ctx.args.positional.length, d: { a: 1 }, e: [1] })",
        "1, 'x'",
      ),
    ).toEqual(['{"b":9223372036854775807,"c":"x2","d":{"a":1,"b":null},"e":[1]}']);
    expect(await rows("out n int)", "() => 7")).toEqual(['{"n":7}']);
    expect(await rows("inout n int[])", "(ctx: any) => [...ctx.args.named.n, 2]", "'{1}'")).toEqual(
      ['{"n":[1,2]}'],
    );
    expect(await rows("out p app.pair)", "() => ({ a: 1 })")).toEqual(['{"a":1,"b":null}']);
    expect(await rows("out j jsonb)", "() => ({ a: 1 })")).toEqual(['{"j":{"a": 1}}']);
    expect(await rows("out j jsonb, args jsonb)", "(ctx) => ctx.args", "'[1]'")).toEqual([
      '{"j":[1]}',
    ]);
  });

  it("have PostgreSQL's names where they have none, and any other", async () => {
    expect(await rows("out int, out text)", "() => ({ column1: 1, column2: 'x' })")).toEqual([
      '{"column1":1,"column2":"x"}',
    ]);
    expect(
      await rows(
        "out plts_result int, out plts_row int, out plts_function int, out sqlstate int, out one_row int)",
        "() => ({ plts_result: 1, plts_row: 2, plts_function: 3, sqlstate: 4, one_row: 5 })",
      ),
    ).toEqual(['{"plts_result":1,"plts_row":2,"plts_function":3,"sqlstate":4,"one_row":5}']);
    const long = "n".repeat(63);
    expect(
      await rows(`out ${long} int, out "É ""x""" int)`, `() => ({ ${long}: 1, 'É "x"': 2 })`),
    ).toEqual([`{"${long}":1,"É \\"x\\"":2}`]);
  });

  it("that the handler leaves out are null", async () => {
    expect(await rows("out a int, out b int)", "() => ({ a: 1 })")).toEqual(['{"a":1,"b":null}']);
    expect(await rows("out a int, out b int)", "() => undefined")).toEqual(['{"a":null,"b":null}']);
    expect(await rows("inout a int)", "() => undefined", "1")).toEqual(['{"a":null}']);
  });

  it("name what does not fit", async () => {
    expect((await refused("out a int, out b int)", "() => ({ a: 1, b: 'x' })")).message).toMatch(
      /does not fit at \$\.b: /,
    );
    expect((await refused("out a int, out b int)", "() => ({ c: 1 })")).message).toMatch(
      /column "c"/,
    );
    expect((await refused("out a int)", "() => 'x'")).message).toMatch(/does not fit at \$: /);
  });

  it("can be those of a set", async () => {
    expect(
      await rows("out a int, out b text) returns setof record", "() => [{ a: 1, b: 'x' }]"),
    ).toEqual(['{"a":1,"b":"x"}']);
  });
});
