import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { projectFolder, writeModules } from "../fixtures/project-folder.js";
import { runInProcess } from "../fixtures/run-in-process.js";
import type { Outcome } from "../fixtures/run-stopgap.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

const prices = `
import { query, v } from "@stopgap/runtime";
import { withTax } from "./_tax.ts";

/** What something costs. */
export const price = query(v.object({ net: v.int() }), async ({ net }) => ({ gross: withTax(net) }));
`;
const tax = "export const withTax = (net: number): number => net * 1.25;";
const stock = `
import { mutation } from "@stopgap/runtime";
import { withTax } from "./_tax.ts";

export const value = mutation(async () => withTax(8));
`;

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
});
afterAll(() => on.database.drop());

/** Runs the command in a project, on the database. */
function stopgap(root: string, ...args: readonly string[]): Promise<Outcome> {
  return runInProcess(args, { STOPGAP_DB: on.database.url }, root);
}

async function json(root: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await stopgap(root, ...args, "--json");
  return JSON.parse(stdout || stderr) as Record<string, unknown>;
}

describe("a project", () => {
  it("goes from a folder to typed callers and back (SG-D16)", async () => {
    const root = await projectFolder({
      "shop/prices.ts": prices.replace("./_tax", "../_tax"),
      "stock.ts": stock,
      "_tax.ts": tax,
    });
    const env = ["--env", "whole"];

    const first = await json(root, "deploy", ...env, "--label", "first");
    expect(first).toMatchObject({
      command: "deploy",
      env: "whole",
      label: "first",
      source_root: "stopgap",
      module_paths: ["api.shop.prices", "api.stock"],
      function_paths: ["api.shop.prices.price", "api.stock.value"],
      previous_deployment_id: null,
      is_unchanged: false,
      summary: { added: 2, changed: 0, unchanged: 0, removed: 0 },
      artifacts: { sent: 3, known: 0 },
    });
    const call = await stopgap(root, "call", "api.shop.prices.price", '{"net": 100}', ...env);
    expect(call).toMatchObject({ exitCode: 0, stdout: '{"gross": 125}\n' });
    expect(await readFile(join(root, "stopgap/_generated/api.ts"), "utf8")).toContain(
      "readonly price: Query<{ net: number }, { gross: number }>;",
    );

    const again = await stopgap(root, "deploy", ...env);
    expect(again.stdout).toMatch(/^unchanged env=whole deployment_id=\d+ .*artifacts_sent=0/);

    await writeModules(root, { "_tax.ts": tax.replace("1.25", "1.5") });
    const diff = await json(root, "diff", ...env);
    expect(diff["diff"]).toMatchObject({
      summary: { "changed (dependency)": 2 },
      functions: [{ compatibility: "unchanged" }, { compatibility: "unchanged" }],
    });
    await json(root, "deploy", ...env);
    const raised = await stopgap(root, "call", "api.shop.prices.price", '{"net": 100}', ...env);
    expect(raised.stdout).toBe('{"gross": 150}\n');

    await stopgap(root, "rollback", ...env);
    const back = await stopgap(root, "call", "api.shop.prices.price", '{"net": 100}', ...env);
    expect(back.stdout).toBe('{"gross": 125}\n');
  });

  it("is stopped with 15 where callers would break, unless that is accepted", async () => {
    const root = await projectFolder({ "prices.ts": prices, "_tax.ts": tax });
    const env = ["--env", "breaking"];
    await json(root, "deploy", ...env);
    await writeModules(root, {
      "prices.ts": prices.replace("v.object({ net:", "v.object({ code: v.string(), net:"),
    });
    const diff = await stopgap(root, "diff", ...env, "--exit-code");
    expect(diff.exitCode).toBe(3);
    expect(diff.stdout).toContain("api.prices.price: breaking: args $.code: ");
    const stopped = await stopgap(root, "deploy", ...env);
    expect(stopped.exitCode).toBe(15);
    expect(stopped.stderr).toContain("the deploy would break callers of api.prices.price");
    expect(stopped.stderr).toContain("give --accept-breaking api.prices.price");
    const accepted = await json(root, "deploy", ...env, "--accept-breaking", "api.prices.price");
    expect(accepted).toMatchObject({ summary: { changed: 1 } });
  });

  it("makes a new deployment of what is unchanged only when forced", async () => {
    const root = await projectFolder({ "stock.ts": stock, "_tax.ts": tax });
    const env = ["--env", "forced"];
    const first = await json(root, "deploy", ...env);
    const second = await json(root, "deploy", ...env);
    const third = await json(root, "deploy", ...env, "--force");
    expect(second["deployment_id"]).toBe(first["deployment_id"]);
    expect(third).toMatchObject({
      is_unchanged: false,
      previous_deployment_id: first["deployment_id"],
    });
  });

  it("is promoted from one environment to another, byte for byte", async () => {
    const root = await projectFolder({ "stock.ts": stock, "_tax.ts": tax });
    const deployed = await json(root, "deploy", "--env", "staging");
    const promoted = await stopgap(root, "promote", "--from", "staging", "--to", "live");
    expect(promoted.stdout).toMatch(/^promoted from=staging to=live deployment_id=\d+ /);
    const call = await stopgap(root, "call", "api.stock.value", "--env", "live");
    expect(call.stdout).toBe("10\n");
    const { rows } = await on.client.query<{ hashes: string[] }>(
      `select array_agg(distinct v.artifact_hash) as hashes
       from stopgap.fn_version v join stopgap.deployment d on d.id = v.deployment_id
       where d.id = $1 or d.env = 'live'`,
      [deployed["deployment_id"]],
    );
    expect(rows[0]?.hashes).toHaveLength(1);
  });

  it("keeps its commit, and whether something differed from it", async () => {
    const root = await projectFolder({ "stock.ts": stock, "_tax.ts": tax });
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-C", root, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
        encoding: "utf8",
      }).trim();
    git("init", "-q");
    await stopgap(root, "init");
    git("add", ".");
    git("commit", "-qm", "one");
    const clean = await json(root, "deploy", "--env", "git");
    await writeModules(root, { "stock.ts": `${stock}\n// more` });
    const dirty = await json(root, "deploy", "--env", "git");
    const { rows } = await on.client.query(
      "select git_commit, is_dirty from stopgap.deployment where id = any($1) order by id",
      [[clean["deployment_id"], dirty["deployment_id"]]],
    );
    expect(rows.map(({ git_commit: commit }) => commit as unknown)).toEqual(
      Array(2).fill(git("rev-parse", "HEAD")),
    );
    // The first one has written the types for callers.
    expect(rows[1]).toMatchObject({ is_dirty: true });
  });
});

describe("stopgap check", () => {
  it("shows what TypeScript says, with code frames, and ends with 13", async () => {
    const root = await projectFolder({
      "prices.ts": prices.replace("withTax(net)", "withTax(`${net}`)"),
      "_tax.ts": tax,
    });
    const outcome = await stopgap(root, "check");
    expect(outcome.exitCode).toBe(13);
    expect(outcome.stdout).toContain(
      "stopgap/prices.ts:6:93 - error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    );
    expect(outcome.stdout).toMatch(/\n6 export const price = .*\n +\^\n/);
    expect(outcome.stdout).toMatch(/checked .*errors=1 warnings=0\n$/);
    expect(await json(root, "check")).toMatchObject({
      error_count: 1,
      diagnostics: [{ file: "stopgap/prices.ts", code: "TS2345", line: 6, severity: "error" }],
    });
  });

  it("names what cannot run in the database, and the way that leads to it", async () => {
    const root = await projectFolder({
      "files.ts": `import { query } from "@stopgap/runtime";\nimport { read } from "./_read.ts";\nexport const get = query(async () => read());`,
      "_read.ts": `import { readFileSync } from "node:fs";\nexport const read = (): string => readFileSync("x", "utf8");`,
    });
    const outcome = await stopgap(root, "check");
    expect(outcome.exitCode).toBe(13);
    expect(outcome.stdout).toContain("node:fs");
    expect(outcome.stdout).toContain("_read.ts");
  });

  it("stops a deploy before it connects", async () => {
    const root = await projectFolder({ "prices.ts": prices });
    const nowhere = { STOPGAP_DB: "postgresql://127.0.0.1:1/none" };
    const outcome = await runInProcess(["deploy"], nowhere, root);
    expect(outcome.exitCode).toBe(13);
    expect(outcome.stderr).toContain("stopgap/prices.ts:3:25 - error TS2307");
  });

  it("ends with 14 where there is nothing to deploy (SG-L02)", async () => {
    const root = await projectFolder({ "_tax.ts": tax });
    const outcome = await stopgap(root, "deploy");
    expect(outcome.exitCode).toBe(14);
    expect(outcome.stderr).toContain(
      `no deployable stopgap exports found under ${join(root, "stopgap")}; expected \`export const <name> = query(...)\` or \`mutation(...)\``,
    );
  });
});

describe("stopgap build", () => {
  it("writes the types for callers and all that a deployment needs, the same every time", async () => {
    const root = await projectFolder({ "prices.ts": prices, "_tax.ts": tax });
    const built = await json(root, "build");
    expect(built).toMatchObject({ function_count: 1, artifact_count: 2, wrote_api: true });
    const bundle = await readFile(join(root, ".stopgap/bundle.json"), "utf8");
    expect(await json(root, "build")).toMatchObject({
      wrote_api: false,
      contract_hash: built["contract_hash"],
    });
    expect(await readFile(join(root, ".stopgap/bundle.json"), "utf8")).toBe(bundle);
  });
});
