import { artifactHash, createCompiler, loadDeclarations } from "@stopgap/compiler";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
});
afterAll(() => database.drop());

async function value(sql: string, params: unknown[] = []): Promise<unknown> {
  const { rows } = await database.client.query<{ value: unknown }>(
    `select ${sql} as value`,
    params,
  );
  return rows[0]?.value;
}

interface Compiled {
  readonly compiled_js: string;
  readonly diagnostics: readonly Record<string, unknown>[];
  readonly compiler_fingerprint: string;
}

async function compile(name: string, source: string, options = "{}"): Promise<Compiled> {
  const { rows } = await database.client.query<Compiled>(`select * from plts.${name}($1, $2)`, [
    source,
    options,
  ]);
  const [row] = rows;
  if (!row) throw new Error("no row");
  return row;
}

const typeError = "export const n: number = 'text';";

describe("compiling in the database", () => {
  it("SG-A01 returns code, diagnostics and fingerprint", async () => {
    const { compiled_js, diagnostics, compiler_fingerprint } = await compile(
      "compile_ts",
      "export const value: number = 1;",
    );
    expect(compiled_js).toContain("exports.value = 1;");
    expect(diagnostics).toEqual([]);
    expect(compiler_fingerprint).toMatch(/^stopgap-compiler@\d+;typescript@6\.0\.3;abi@1$/);
  });

  it("SG-A01 compiles in spite of type errors unless asked to check", async () => {
    expect((await compile("compile_ts", typeError)).compiled_js).not.toBe("");
    const checked = await compile("compile_ts_checked", typeError);
    expect(checked.compiled_js).toBe("");
    expect(checked.diagnostics).toEqual([
      {
        severity: "error",
        phase: "semantic",
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
        line: 1,
        column: 14,
      },
    ]);
  });

  it("never raises on bad source", async () => {
    for (const source of ["", "%$&", "export default {", "\u{1F600}"]) {
      expect(Array.isArray((await compile("compile_ts", source)).diagnostics)).toBe(true);
    }
  });

  it("gives the same bytes as the compiler in Node", async () => {
    const source = `import { query, v } from "@stopgap/runtime";
      export default query(v.object({ id: v.int() }), async ({ id }, ctx) => {
        for await (const n of [1, 2]) await ctx.db.query("select $1::int", [id + n]);
        return { id };
      });`;
    const inNode = createCompiler(loadDeclarations()).compile({ source });
    const inDatabase = await compile("compile_ts_checked", source);
    expect(inDatabase.compiled_js).toBe(inNode.code);
    expect(inDatabase.compiler_fingerprint).toBe(inNode.fingerprint);
  });
});

describe("artifacts", () => {
  it("SG-D07 are named by source, options and compiler, the same in Node", async () => {
    const source = "export default () => 'ä😀';";
    const { code, fingerprint } = createCompiler(loadDeclarations()).compile({ source });
    const hash = await value("plts.compile_and_store($1)", [source]);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hash).toBe(artifactHash({ fingerprint, source, code, options: {} }));
    expect(await value("plts.compile_and_store($1)", [source])).toBe(hash);
    expect(await value("plts.compile_and_store($1)", [`${source} `])).not.toBe(hash);

    const options = { import_map: { b: "1", aa: "2" }, source_map: true };
    expect(await value("plts.compile_and_store($1, $2)", [source, options])).toBe(
      artifactHash({ fingerprint, source, code, options }),
    );
  });

  it("count an option at its default as not given", async () => {
    const source = "export default () => 2;";
    expect(await value("plts.compile_and_store($1, '{\"source_map\": false}')", [source])).toBe(
      await value("plts.compile_and_store($1)", [source]),
    );
  });

  it("SG-A02 keep source and code, and a source map on request only", async () => {
    const source = "export default () => 3;";
    const plain = await value("plts.get_artifact(plts.compile_and_store($1))", [source]);
    expect(plain).toMatchObject({ source_ts: source, source_map: null, compiler_opts: {} });
    const mapped = await value(
      "plts.get_artifact(plts.compile_and_store($1, '{\"source_map\": true}'))",
      [source],
    );
    expect(mapped).toMatchObject({ compiler_opts: { source_map: true } });
    expect((mapped as { source_map: string }).source_map).toContain('"version":3');
  });

  it("SG-A02 are not stored with errors", async () => {
    const { code, message, detail } = await failure(
      value("plts.compile_and_store($1)", [typeError]),
    );
    expect(code).toBe("42601");
    expect(message).toBe(
      "plts.compile_and_store aborted: line 1, column 14: Type 'string' is not assignable to type 'number'.",
    );
    expect(JSON.parse(detail)).toHaveLength(1);
    expect(
      await value("(select count(*)::int from plts.artifact where source_ts = $1)", [typeError]),
    ).toBe(0);
  });

  it("SG-A03 that do not exist are null", async () => {
    expect(await value("plts.get_artifact('sha256:none')")).toBeNull();
  });

  it("that were compiled elsewhere are marked as foreign until they are compiled here", async () => {
    const source = "export default () => 4;";
    const { code } = createCompiler(loadDeclarations()).compile({ source });
    const hash = await value("plts.upsert_artifact($1, $2)", [source, code]);
    const isForeign = "(select is_foreign from plts.artifact where artifact_hash = $1)";
    expect(await value(isForeign, [hash])).toBe(true);
    expect(await value("plts.compile_and_store($1)", [source])).toBe(hash);
    expect(await value(isForeign, [hash])).toBe(false);
  });
});
