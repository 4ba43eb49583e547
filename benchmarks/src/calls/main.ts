import { readdir, readFile } from "node:fs/promises";
import type { Client } from "pg";
import { withBenchmarkDatabase } from "../benchmark-database.js";
import { median } from "../measure.js";
import { markdownTable } from "../table.js";
import { handlers } from "./handlers.js";

/** Functions that do the same work; the first one is what the others are compared with. */
interface Case {
  readonly what: string;
  readonly functions: readonly string[];
  readonly args: object;
  /** How often each is called in a row. */
  readonly calls: number;
}

const id = { id: 5 };
const cases: readonly Case[] = [
  {
    what: "no-op",
    functions: ["engine_noop", "plpgsql_noop", "noop", "async_noop"],
    args: id,
    calls: 5000,
  },
  {
    what: "arguments of 5 fields checked",
    functions: ["noop", "checked"],
    args: { id: 5, a: "x", b: true, d: [1, 2] },
    calls: 5000,
  },
  {
    what: "one indexed select",
    functions: ["engine_one_kept", "engine_one_unkept", "plpgsql_one", "one", "one_writing"],
    args: id,
    calls: 2000,
  },
  {
    what: "1,000 rows of 3 columns",
    functions: ["engine_thousand", "plpgsql_thousand", "thousand"],
    args: id,
    calls: 50,
  },
];
const rounds = 7;

const baseline = new URL("../../baseline/", import.meta.url);

async function createFunctions(client: Client, engine: string): Promise<void> {
  await client.query(await readFile(new URL("item.sql", baseline), "utf8"));
  await client.query(await readFile(new URL("time_calls.sql", baseline), "utf8"));
  for (const folder of ["engine/", "plpgsql/"]) {
    for (const name of await readdir(new URL(folder, baseline))) {
      const text = await readFile(new URL(folder + name, baseline), "utf8");
      await client.query(text.replaceAll(":engine", engine));
    }
  }
  for (const [name, source] of Object.entries(handlers)) {
    await client.query(
      `create function baseline.${name}(args jsonb) returns jsonb language plts as $ts$${source}$ts$`,
    );
  }
}

/** Medians of rounds in which all functions of a case take turns, so that a slow moment meets all of them. */
async function timeCase(client: Client, { functions, args, calls }: Case): Promise<number[]> {
  const runs = functions.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, name] of functions.entries()) {
      const { rows } = await client.query<{ time: number }>(
        "select baseline.time_calls($1, $2, $3) as time",
        [`baseline.${name}`, args, calls],
      );
      if (round >= 0) runs[index]?.push(rows[0]?.time ?? Number.NaN);
    }
  }
  return runs.map(median);
}

await withBenchmarkDatabase(async ({ client, engine, platform }) => {
  await createFunctions(client, engine);
  const table: string[][] = [];
  for (const each of cases) {
    const [first = Number.NaN, ...others] = await timeCase(client, each);
    for (const [index, time] of [first, ...others].entries()) {
      table.push([
        each.what,
        each.functions[index] ?? "",
        time.toFixed(1),
        (time / first).toFixed(2),
      ]);
    }
  }
  console.log(`${platform}, Node ${process.versions.node}, medians of ${String(rounds)} rounds\n`);
  console.log(markdownTable(["Case", "Function", "us a call", "of the first"], table));
});
