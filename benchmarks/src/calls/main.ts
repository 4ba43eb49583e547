import { withBenchmarkDatabase } from "../benchmark-database.js";
import { median } from "../measure.js";
import { markdownTable } from "../table.js";
import { bars } from "./bars.js";
import { timeFirstCalls } from "./first-calls.js";
import { createFiveFields, createFunctions } from "./functions.js";
import { costOf, serverClock } from "../server-clock.js";
import { type Case, type Time, timeCase } from "./time-case.js";

/** How many rounds are measured. */
const rounds = 15;

const id = { id: 5 };
const keptPlan: Case = {
  what: "a plan that is kept",
  functions: ["engine_one_unkept", "engine_one_kept"],
  args: id,
  calls: 150,
};
const cases: readonly Case[] = [
  {
    what: "no-op",
    functions: ["engine_noop", "plpgsql_noop", "noop", "async_noop"],
    args: id,
    calls: 3000,
  },
  {
    what: "arguments of 5 fields checked",
    functions: ["noop", "checked"],
    args: { id: 5, a: "x", b: true, d: [1, 2] },
    calls: 2000,
  },
  {
    what: "one indexed select",
    functions: ["engine_one_unkept", "plpgsql_one", "one", "one_writing"],
    args: id,
    calls: 400,
  },
  { what: "ten indexed selects", functions: ["ten", "ten_writing"], args: id, calls: 50 },
  {
    what: "1,000 rows of 3 columns",
    functions: ["engine_thousand", "plpgsql_thousand", "thousand"],
    args: id,
    calls: 10,
  },
  {
    what: "interrupt checks, work on data",
    functions: ["work_unchecked", "work"],
    args: id,
    calls: 300,
  },
  {
    what: "interrupt checks, nothing but calls",
    functions: ["calls_unchecked", "calls"],
    args: id,
    calls: 600,
  },
];

await withBenchmarkDatabase(async ({ client, connect, engine, platform }) => {
  await createFunctions(client, engine);
  const clock = await serverClock(client);
  const creating: number[] = [];
  for (let number = 0; number < 20; number += 1) {
    creating.push((await costOf(clock, () => createFiveFields(client, number))) / 1000);
  }
  const firsts = await timeFirstCalls(["engine_noop", "noop", "bundle"], connect);
  // What compiling leaves behind in a session is no part of a call.
  const caller = await connect();
  const times = new Map<string, ReadonlyMap<string, Time>>();
  for (const each of cases) times.set(each.what, await timeCase(caller, each, rounds));
  await caller.end();
  // Last and seldom, in a session of its own: pljs frees the memory of a plan that is still in use.
  const keeper = await connect();
  times.set(keptPlan.what, await timeCase(keeper, keptPlan, 5));
  await keeper.end();

  const limits = bars({
    engine,
    time: (what, name) => times.get(what)?.get(name) ?? { us: Number.NaN, ofFirst: Number.NaN },
    first: (name) => firsts.get(name) ?? Number.NaN,
    create: median(creating.slice(5)),
  });
  console.log(
    `${platform}, Node ${process.versions.node}, processor time, medians of ${String(rounds)} rounds\n`,
  );
  console.log(
    markdownTable(
      ["Case", "Function", "us a call", "of the first"],
      [...times].flatMap(([what, functions]) =>
        [...functions].map(([name, { us, ofFirst }]) => [
          what,
          name,
          us.toFixed(1),
          ofFirst.toFixed(2),
        ]),
      ),
    ),
  );
  console.log(
    `\nFirst call in a session: ${[...firsts].map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(", ")}\n`,
  );
  console.log(
    markdownTable(
      ["What", "Measured", "Bar", "Met"],
      limits.map(({ what, measured, most, unit }) => [
        what,
        `${measured.toFixed(2)} ${unit}`,
        `${String(most)} ${unit}`,
        measured <= most ? "yes" : "no",
      ]),
    ),
  );
});
