import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type pg from "pg";

import { type BenchmarkDatabase, withBenchmarkDatabase } from "../benchmark-database.js";
import { helperPath, helperSource, writeProject } from "../project/project-tree.js";
import { markdownTable } from "../table.js";

/** How many modules the projects have, and how many functions the schema. */
const sizes = (process.env["BENCHMARK_MODULES"] ?? "200,1000").split(",").map(Number);
const functions = 1000;

/** The built command: what people run, without what translates the sources here. */
const command = join(
  dirname(createRequire(import.meta.url).resolve("@stopgap/cli/package.json")),
  "bin/stopgap.js",
);

/** Tells the peak of its process at the end, in KB. */
const peakHook = `process.on("exit", () => {
  process.getBuiltinModule("node:fs").writeFileSync(process.env.STOPGAP_BENCHMARK_PEAK, String(process.resourceUsage().maxRSS));
});`;

type Row = readonly [what: string, megabytes: string];

/** The peak memory of one command line. */
async function peak(what: string, args: readonly string[], url: string, cwd: string): Promise<Row> {
  const file = join(tmpdir(), `stopgap-peak-${String(process.pid)}`);
  const hook = `data:text/javascript,${encodeURIComponent(peakHook)}`;
  const child = spawn(process.execPath, ["--import", hook, command, ...args], {
    cwd,
    env: { ...process.env, STOPGAP_DB: url, STOPGAP_BENCHMARK_PEAK: file, NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  if (exitCode !== 0) throw new Error(`${args.join(" ")} ended with ${String(exitCode)}`);
  const kilobytes = Number(readFileSync(file, "utf8"));
  await rm(file);
  console.error(`${what}: ${String(Math.round(kilobytes / 1024))} MB`);
  return [what, `${String(Math.round(kilobytes / 1024))} MB`];
}

async function measureProject(modules: number, url: string): Promise<readonly Row[]> {
  const root = writeProject(modules);
  const env = `modules_${String(modules)}`;
  const of = `a project of ${String(modules)} modules`;
  const run = (what: string, ...args: readonly string[]): Promise<Row> =>
    peak(`${what}, ${of}`, [...args, "--env", env], url, root);
  try {
    const rows = [
      await run("deploy for the first time", "deploy"),
      await run("deploy unchanged", "deploy"),
      await run("diff", "diff"),
    ];
    await writeFile(join(root, helperPath(0)), helperSource(0, 2));
    rows.push(
      await run("deploy of one change", "deploy"),
      await run("rollback", "rollback"),
      await run("status", "status"),
    );
    return rows;
  } finally {
    await rm(root, { recursive: true });
  }
}

async function measureSchema({ client, url }: BenchmarkDatabase): Promise<readonly Row[]> {
  await createFunctions(client);
  const run = (what: string, ...args: readonly string[]): Promise<Row> =>
    peak(`${what}, a schema of ${String(functions)} functions`, args, url, tmpdir());
  return [
    await run("deploy for the first time", "deploy", "--from-schema", "app"),
    await run("deploy unchanged", "deploy", "--from-schema", "app"),
    await run("diff", "diff", "--from-schema", "app"),
    await run("rollback", "rollback"),
    await run("status", "status"),
  ];
}

async function createFunctions(client: pg.Client): Promise<void> {
  await client.query("create schema app");
  for (let number = 0; number < functions; number += 1) {
    const id = String(number);
    await client.query(
      `create function app.f${id}(args jsonb) returns jsonb language plts as 'export default () => ${id};'`,
    );
  }
}

if (!existsSync(join(dirname(command), "../dist/main.js"))) {
  throw new Error("the command is not built: run `pnpm nx run cli:build` first");
}
await withBenchmarkDatabase(async (database) => {
  const rows: Row[] = [...(await measureSchema(database))];
  for (const modules of sizes) rows.push(...(await measureProject(modules, database.url)));
  console.log(`Peak memory of the command's process on ${database.platform}\n`);
  console.log(markdownTable(["What", "Peak"], rows));
});
