/** What a soak calls: functions of Stopgap, or hand-written ones of the engine that do as much. */
export interface SoakFunctions {
  readonly schema: string;
  /** SQL that makes them. */
  readonly definitions: readonly string[];
  /** SQL that makes the function `changing` anew, answering another number. */
  readonly redefine: (answer: number) => string;
  /** Whether a session sees that another one has made a function anew: an engine may keep the old one. */
  readonly seesChanges: boolean;
}

const shared = (schema: string): string => `
  create schema ${schema};
  create table ${schema}.item (id int primary key, name text not null);
  insert into ${schema}.item select i, 'item ' || i from generate_series(1, 1000) i;
  grant usage on schema ${schema} to soak_a, soak_b;
  grant select, insert, delete on ${schema}.item to soak_a, soak_b;
`;

const signature = (schema: string, name: string): string =>
  `create or replace function ${schema}.${name}(args jsonb) returns jsonb`;

/** Functions of Stopgap. */
export function stopgapFunctions(): SoakFunctions {
  const schema = "soak";
  const make = (name: string, source: string): string =>
    `${signature(schema, name)} language plts as $ts$${source}$ts$`;
  return {
    schema,
    definitions: [
      shared(schema),
      make("noop", "export default ({ args }) => args;"),
      make(
        "read",
        `import { query, v } from "@stopgap/runtime";
         export default query(v.object({ id: v.int() }), async ({ id }, ctx) =>
           (await ctx.db.query("select id, name from soak.item where id = $1", [id]))[0] ?? null);`,
      ),
      make(
        "write",
        `import { mutation, v } from "@stopgap/runtime";
         export default mutation(v.object({ id: v.int() }), async ({ id }, ctx) => {
           await ctx.db.exec("insert into soak.item values ($1, 'x')", [100000 + id]);
           return (await ctx.db.exec("delete from soak.item where id > 100000")).rowCount;
         });`,
      ),
      make("fail", "export default () => { throw new Error('on purpose'); };"),
      make(
        "catching",
        `export default async (ctx) => {
           try { await ctx.db.query("select 1 / 0"); } catch { return "caught"; }
           return null;
         };`,
      ),
      make(
        "sleep",
        "export default async (ctx) => { await ctx.db.query('select pg_sleep(10)'); return 1; };",
      ),
    ],
    redefine: (answer) => make("changing", `export default () => ${String(answer)};`),
    seesChanges: true,
  };
}

/** Hand-written functions of an engine. */
export function engineFunctions(engine: string): SoakFunctions {
  const schema = "bare";
  const make = (name: string, body: string): string =>
    `${signature(schema, name)} language ${engine} as $js$${body}$js$`;
  const clear = `${engine}.execute("do $$ begin raise exception 'f'; exception when others then null; end $$");`;
  return {
    schema,
    definitions: [
      shared(schema),
      make("noop", "return args;"),
      make(
        "read",
        `return ${engine}.execute("select id, name from bare.item where id = $1", [args.id])[0] ?? null;`,
      ),
      make(
        "write",
        `${engine}.execute("insert into bare.item values ($1, 'x')", [100000 + args.id]);
         return ${engine}.execute("delete from bare.item where id > 100000");`,
      ),
      make("fail", "throw new Error('on purpose');"),
      make(
        "catching",
        `try { ${engine}.execute("select 1 / 0"); } catch { ${clear} return "caught"; } return null;`,
      ),
      make("sleep", `${engine}.execute('select pg_sleep(10)'); return 1;`),
    ],
    redefine: (answer) => make("changing", `return ${String(answer)};`),
    seesChanges: false,
  };
}
