import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { type BundleJson, bundle, type Module, returning } from "./bundle.js";
import { Session } from "./session.js";

interface Diff {
  readonly active_deployment_id: number | null;
  readonly live_schema: string | null;
  readonly source_root: string | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly functions: readonly {
    readonly function_path: string;
    readonly change: string;
    readonly active_artifact_hash: string | null;
    readonly candidate_artifact_hash: string | null;
    readonly active_contract: unknown;
  }[];
}

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

let env: string;
let count = 0;
beforeEach(() => {
  count += 1;
  env = `diff${count}`;
});

async function deploy(what: BundleJson): Promise<number> {
  const answer = await session.value<{ deployment_id: number }>(
    "select stopgap.deploy_bundle($1, $2)",
    [env, JSON.stringify(what)],
  );
  return answer.deployment_id;
}

function diff(what: unknown): Promise<Diff> {
  return session.value("select stopgap.diff_bundle($1, $2)", [env, JSON.stringify(what)]);
}

/** The class of each function. */
async function changes(what: unknown): Promise<Record<string, string>> {
  const { functions } = await diff(what);
  return Object.fromEntries(functions.map(({ function_path, change }) => [function_path, change]));
}

/** Modules over one another: `top` imports `middle`, which imports `bottom`; `other` stands alone. */
function tower(
  texts: { bottom?: string; middle?: string; top?: string } = {},
): Record<string, Module> {
  const { bottom = "1", middle = "1", top = "1" } = texts;
  return {
    bottom: { source: `export const bottom = ${bottom};` },
    middle: {
      source: `import { query } from "@stopgap/runtime"; import { bottom } from "./bottom";
        export const f = query(() => bottom + ${middle});`,
      imports: { "./bottom": "bottom" },
      functions: { f: {} },
    },
    top: {
      source: `import { query } from "@stopgap/runtime"; import { f } from "./middle";
        export const g = query((_args: unknown, ctx) => ctx.run(f, {})); export const one = ${top};`,
      imports: { "./middle": "middle" },
      functions: { g: {} },
    },
    other: returning({ h: 1 }),
  };
}

describe("diff_bundle", () => {
  it("tells of an environment without a deployment that everything is added, and stores nothing", async () => {
    const made = bundle(tower());
    const stored = () => session.value("select count(*) from plts.artifact");
    const before = await stored();
    expect(await diff(made)).toEqual({
      env,
      source_root: "stopgap",
      live_schema: null,
      active_deployment_id: null,
      summary: {
        added: 3,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 0,
      },
      functions: made.functions.map(({ function_path, artifact_hash }) => ({
        fn_name: function_path.slice(4).replaceAll(".", "__"),
        function_path,
        change: "added",
        active_artifact_hash: null,
        candidate_artifact_hash: artifact_hash,
        active_contract: null,
      })),
    });
    expect(await stored()).toEqual(before);
    expect(await session.value("select stopgap.status($1)", [env])).toBeNull();
  });

  it("SG-I04 finds nothing to do right after a deploy", async () => {
    const id = await deploy(bundle(tower()));
    const result = await diff(bundle(tower()));
    expect(result).toMatchObject({
      active_deployment_id: id,
      live_schema: await session.liveSchema(env),
      summary: { unchanged: 3 },
    });
    expect(new Set(result.functions.map(({ change }) => change))).toEqual(new Set(["unchanged"]));
  });

  it.each<readonly [string, Parameters<typeof tower>[0], Record<string, string>]>([
    ["itself", { top: "2" }, { "api.top.g": "changed" }],
    [
      "what it imports",
      { bottom: "2" },
      { "api.middle.f": "changed (dependency)", "api.top.g": "changed (dependency)" },
    ],
    [
      "something in between",
      { middle: "2" },
      { "api.middle.f": "changed", "api.top.g": "changed (dependency)" },
    ],
  ])(
    "tells a function that has changed from one for which %s has",
    async (_what, texts, expected) => {
      await deploy(bundle(tower()));
      const made = bundle(tower(texts));
      const all = {
        "api.middle.f": "unchanged",
        "api.other.h": "unchanged",
        "api.top.g": "unchanged",
        ...expected,
      };
      expect(await changes(made)).toEqual(all);
      const { summary } = await session.value<Diff>("select stopgap.deploy_bundle($1, $2)", [
        env,
        JSON.stringify(made),
      ]);
      for (const change of new Set(Object.values(all))) {
        expect(summary[change]).toBe(Object.values(all).filter((one) => one === change).length);
      }
    },
  );

  it("calls what only another compiler made recompiled, also with all that it imports", async () => {
    await deploy(bundle(tower(), "an older compiler"));
    const made = bundle(tower());
    expect(new Set(Object.values(await changes(made)))).toEqual(new Set(["recompiled"]));
    expect(await changes(bundle(tower({ bottom: "2" })))).toEqual({
      "api.middle.f": "changed (dependency)",
      "api.other.h": "recompiled",
      "api.top.g": "changed (dependency)",
    });
    await deploy(made);
    expect(new Set(Object.values(await changes(made)))).toEqual(new Set(["unchanged"]));
  });

  it("needs the source of what is not stored, and no code; without, what differs has changed", async () => {
    await deploy(bundle(tower(), "an older compiler"));
    const made = bundle(tower({ bottom: String(count) }));
    const sources = made.artifacts.map(({ artifact_hash, source_ts, compiler_opts, imports }) => ({
      artifact_hash,
      source_ts,
      compiler_opts,
      imports,
    }));
    expect(await changes({ ...made, artifacts: sources })).toEqual(await changes(made));
    expect(await changes({ ...made, artifacts: [] })).toEqual({
      "api.middle.f": "changed",
      "api.other.h": "recompiled",
      "api.top.g": "changed",
    });
  });

  it("tells what is added and removed by path, and the contract that a function has now", async () => {
    const schema = { type: "object" };
    const module = {
      ...returning({ f: 1, gone: 2 }),
      functions: { f: { args_schema: schema }, gone: { kind: "mutation", idempotent: false } },
    };
    await deploy(bundle({ m: module }));
    const { functions } = await diff(
      bundle({ m: { ...module, functions: { f: {} } }, n: returning({ f: 1 }) }),
    );
    expect(functions).toMatchObject([
      {
        function_path: "api.m.f",
        change: "changed",
        active_contract: {
          kind: "query",
          args_schema: schema,
          result_schema: null,
          idempotent: true,
        },
      },
      {
        function_path: "api.m.gone",
        change: "removed",
        candidate_artifact_hash: null,
        active_contract: {
          kind: "mutation",
          args_schema: null,
          result_schema: null,
          idempotent: false,
        },
      },
      { function_path: "api.n.f", change: "added", active_contract: null },
    ]);
  });

  it("refuses what a deploy refuses", async () => {
    const run = diff({ functions: [{ function_path: "api.m.f" }] });
    expect(await failure(run)).toMatchObject({
      code: "22023",
      message:
        "stopgap refuses the bundle: artifact_hash of function api.m.f must be string, found null",
    });
  });

  it("works in a read-only transaction", async () => {
    await deploy(bundle(tower()));
    const result = await session.with({ transaction_read_only: "on" }, () => diff(bundle(tower())));
    expect(result.summary).toMatchObject({ unchanged: 3 });
  });
});
