import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

interface Difference {
  readonly summary: Readonly<Record<string, number>>;
  readonly functions: readonly { readonly fn_name: string; readonly change: string }[];
}

async function changes(env: string, schema: string): Promise<Record<string, string>> {
  const { functions } = await session.value<Difference>("select stopgap.diff($1, $2)", [
    env,
    schema,
  ]);
  return Object.fromEntries(functions.map(({ fn_name: name, change }) => [name, change]));
}

async function live(env: string, name: string): Promise<unknown> {
  return session.value(`select ${await session.liveSchema(env)}.${name}('{}')`);
}

async function liveMap(env: string, name: string): Promise<Record<string, string> | null> {
  const schema = await session.liveSchema(env);
  return session.value(
    `select plts.pointer('${schema}.${name}(jsonb)'::regprocedure) -> 'import_map'`,
  );
}

function hashOf(schema: string, name: string): Promise<string> {
  return session.value(
    `select plts.pointer('${schema}.${name}(jsonb)'::regprocedure) ->> 'artifact_hash'`,
  );
}

/** `leaf` exports a number, `middle` passes it on, `top` returns it, `alone` imports nothing. */
async function chain(n = 1): Promise<string> {
  const schema = await session.schema();
  await leaf(schema, n);
  await session.define(schema, "middle", `export { n, default } from "@stopgap/${schema}/leaf";`);
  await session.define(
    schema,
    "top",
    `import { n } from "@stopgap/${schema}/middle"; export default () => n;`,
  );
  await session.returning(schema, "alone", 1);
  return schema;
}

function leaf(schema: string, n: number): Promise<void> {
  return session.define(schema, "leaf", `export const n = ${String(n)}; export default () => n;`);
}

describe("functions that import one another", () => {
  it("SG-D10 are fixed in the live pointers, each with what it imports and no more", async () => {
    const schema = await chain();
    await session.deploy("fixed", schema);
    const specifier = (name: string) => `@stopgap/${schema}/${name}`;
    expect(await liveMap("fixed", "top")).toEqual({
      [specifier("leaf")]: await hashOf(schema, "leaf"),
      [specifier("middle")]: await hashOf(schema, "middle"),
    });
    expect(await liveMap("fixed", "middle")).toEqual({
      [specifier("leaf")]: await hashOf(schema, "leaf"),
    });
    expect(await liveMap("fixed", "alone")).toBeNull();
    expect(await live("fixed", "top")).toBe(1);
    await leaf(schema, 2);
    expect(await live("fixed", "top")).toBe(1);
    expect(await session.value(`select ${schema}.top('{}')`)).toBe(2);
  });

  it("go live anew when what they import has changed, and diff says why", async () => {
    const schema = await chain();
    await session.deploy("dependents", schema);
    await leaf(schema, 2);
    expect(await changes("dependents", schema)).toEqual({
      alone: "unchanged",
      leaf: "changed",
      middle: "changed (dependency)",
      top: "changed (dependency)",
    });
    const result = await session.value<{ summary: unknown }>(
      "select stopgap.try_deploy('dependents', $1)",
      [schema],
    );
    expect(result.summary).toEqual({
      added: 0,
      changed: 1,
      "changed (dependency)": 2,
      recompiled: 0,
      removed: 0,
      unchanged: 1,
    });
    expect(await live("dependents", "top")).toBe(2);
    expect(new Set(Object.values(await changes("dependents", schema)))).toEqual(
      new Set(["unchanged"]),
    );
  });

  it("go back with their import maps", async () => {
    const schema = await chain();
    await session.deploy("back", schema);
    const map = await liveMap("back", "top");
    await leaf(schema, 2);
    const second = await session.deploy("back", schema);
    expect(await live("back", "top")).toBe(2);
    await session.rollback("back");
    expect(await live("back", "top")).toBe(1);
    expect(await liveMap("back", "top")).toEqual(map);
    await session.rollback("back", null, second);
    expect(await live("back", "top")).toBe(2);
  });

  it("are refused when what they import has other types now, and nothing changes", async () => {
    const schema = await session.schema();
    await leaf(schema, 1);
    await session.define(
      schema,
      "typed",
      `import { n } from "@stopgap/${schema}/leaf";\nexport const m: number = n;\nexport default () => m;`,
    );
    const first = await session.deploy("types", schema);
    await session.define(schema, "leaf", "export const n = 'text'; export default () => n;");
    const { code, message, detail } = await failure(session.deploy("types", schema));
    expect(code).toBe("42601");
    expect(message).toMatch(/^TypeScript checked compile failed for typed: /);
    expect(JSON.parse(detail)).toEqual([
      expect.objectContaining({
        line: 2,
        column: 14,
        message: "Type 'string' is not assignable to type 'number'.",
      }),
    ]);
    expect(await live("types", "typed")).toBe(1);
    expect(await session.value("select stopgap.status('types') -> 'active_deployment_id'")).toBe(
      first,
    );
    await leaf(schema, 3);
    await session.deploy("types", schema);
    expect(await live("types", "typed")).toBe(3);
  });

  it("are checked when they were created before what they import", async () => {
    const schema = await session.schema();
    await session.client.query("set check_function_bodies = off");
    await session.define(
      schema,
      "early",
      `import { n } from "@stopgap/${schema}/leaf"; export const m: string = n; export default () => m;`,
    );
    await session.client.query("reset check_function_bodies");
    expect(await failure(session.deploy("early", schema))).toMatchObject({
      code: "42704",
      message: `stopgap deploy refuses function ${schema}.early: cannot import "@stopgap/${schema}/leaf": there is no function ${schema}.leaf`,
    });
    await leaf(schema, 1);
    expect((await failure(session.deploy("early", schema))).message).toContain(
      "Type 'number' is not assignable to type 'string'.",
    );
  });

  it("are refused when one of them is gone, or belongs to another schema", async () => {
    const schema = await chain();
    await session.drop(schema, "leaf");
    expect((await failure(session.deploy("gone", schema))).message).toBe(
      `stopgap deploy refuses function ${schema}.middle: cannot import "@stopgap/${schema}/leaf": there is no function ${schema}.leaf`,
    );
    const moved = await chain();
    const other = await session.schema();
    await session.client.query(`alter function ${moved}.top(jsonb) set schema ${other}`);
    expect((await failure(session.deploy("moved", other))).message).toBe(
      `stopgap deploy refuses function ${other}.top: cannot import "@stopgap/${moved}/leaf": only functions of the schema ${other} are deployed with it`,
    );
  });

  it("are recompiled where only the compiler of what they import differs", async () => {
    const schema = await chain();
    await session.deploy("older", schema);
    await session.client.query("begin");
    await session.client.query(
      `with older as (
         insert into plts.artifact (
           artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, abi, is_checked, is_foreign)
         select 'sha256:' || repeat('1', 64), source_ts, compiled_js, compiler_opts, 'older', abi, true, false
         from plts.artifact where artifact_hash = $1
         returning artifact_hash
       )
       update stopgap.fn_version v
       set artifact_hash = case when v.artifact_hash = $1 then older.artifact_hash else v.artifact_hash end,
         import_map = replace(v.import_map::text, $1, older.artifact_hash)::jsonb
       from older where v.fn_schema = $2`,
      [await hashOf(schema, "leaf"), schema],
    );
    const found = await changes("older", schema);
    await session.client.query("rollback");
    expect(found).toEqual({
      alone: "unchanged",
      leaf: "recompiled",
      middle: "recompiled",
      top: "recompiled",
    });
  });

  it("share an instance with the live functions that they are", async () => {
    const schema = await session.schema();
    await session.define(
      schema,
      "counter",
      "let n = 0; export const count = () => (n += 1); export default count;",
    );
    await session.define(
      schema,
      "counts",
      `import { count } from "@stopgap/${schema}/counter"; export default () => count();`,
    );
    await session.deploy("shared", schema);
    expect([await live("shared", "counts"), await live("shared", "counter")]).toEqual([1, 2]);
  });
});

describe("functions that run one another", () => {
  it("know who they are in a deployment, and whom nobody else can call", async () => {
    const schema = await session.schema();
    await session.define(
      schema,
      "inner",
      `import { internalQuery, query } from "@stopgap/runtime";
       export const hidden = internalQuery((_args, ctx) => ctx.fn);
       export default query((_args, ctx) => ctx.fn);`,
    );
    await session.define(
      schema,
      "outer",
      `import { mutation } from "@stopgap/runtime";
       import inner, { hidden } from "@stopgap/${schema}/inner";
       export default mutation(async (_args, ctx) => ({
         own: ctx.fn, inner: await ctx.run(inner), hidden: await ctx.run(hidden), plain: await ctx.run((c) => c.fn),
       }));`,
    );
    await session.deploy("running", schema);
    const { own, inner, hidden, plain } = (await live("running", "outer")) as Record<
      string,
      Record<string, unknown>
    >;
    const itself = (await live("running", "inner")) as Record<string, unknown>;
    expect(own).toMatchObject({ name: "outer", path: "api.legacy.outer", kind: "mutation" });
    expect(inner).toEqual({ ...itself, oid: own?.["oid"] });
    const { path, ...unnamed } = inner ?? {};
    expect(path).toBe("api.legacy.inner");
    expect(hidden).toEqual({ ...unnamed, kind: "internalQuery" });
    expect(plain).toEqual(own);
  });
});

describe("functions that import packages", () => {
  async function add(name: string, source: string): Promise<string> {
    const hash = await session.value<string>("select plts.compile_and_store($1)", [source]);
    await session.value("select plts.set_import($1, $2)", [name, hash]);
    return hash;
  }

  it("are live with the version that they were created with", async () => {
    const schema = await session.schema();
    const first = await add("kit", "export const n = 1;");
    const source = `import { n } from "kit"; export default () => n;`;
    await session.define(schema, "uses", source);
    await session.deploy("packages", schema);
    const second = await add("kit", "export const n = 2;");
    expect(await changes("packages", schema)).toEqual({ uses: "unchanged" });
    expect(await liveMap("packages", "uses")).toEqual({ kit: first });
    await session.define(schema, "uses", source);
    expect(await changes("packages", schema)).toEqual({ uses: "changed (dependency)" });
    await session.deploy("packages", schema);
    expect(await liveMap("packages", "uses")).toEqual({ kit: second });
    expect(await live("packages", "uses")).toBe(2);
  });

  it("are refused with code that was compiled elsewhere, at whatever distance", async () => {
    const schema = await session.schema();
    const foreign = await session.value<string>(
      "select plts.upsert_artifact('export const n = 5;', 'exports.n = 5;')",
    );
    await session.value("select plts.set_import('foreign-kit', $1)", [foreign]);
    await add("wrapping-kit", `export { n } from "foreign-kit";`);
    for (const specifier of ["wrapping-kit", `plts+artifact:${foreign}`]) {
      await session.define(
        schema,
        "uses",
        `import { n } from "${specifier}"; export default () => n;`,
      );
      expect(await session.value(`select ${schema}.uses('{}')`)).toBe(5);
      expect(await failure(session.deploy("foreign_imports", schema))).toMatchObject({
        code: "55000",
        message: `stopgap deploy refuses function ${schema}.uses: it imports artifact ${foreign}, which was not compiled in this database`,
      });
    }
  });
});
