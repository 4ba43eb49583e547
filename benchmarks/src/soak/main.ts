import { withBenchmarkDatabase } from "../benchmark-database.js";
import { markdownTable } from "../table.js";
import { engineFunctions, type SoakFunctions, stopgapFunctions } from "./functions.js";
import { type Sample, soak } from "./soak.js";

const calls = Number(process.argv[2] ?? 1_000_000);

/** How much a session may grow after its first tenth, beyond what the bare engine grows. */
const mostGrowth = 0.1;

await withBenchmarkDatabase(async ({ client, engine, platform, connect }) => {
  await client.query(`
    do $$ begin create role soak_a; create role soak_b; exception when duplicate_object then null; end $$;
    grant app_user to soak_a, soak_b;
  `);
  try {
    const run = async (functions: SoakFunctions): Promise<readonly Sample[]> => {
      const session = await connect();
      const other = await connect();
      try {
        return await soak({ session, other }, functions, calls);
      } finally {
        await session.end();
        await other.end();
      }
    };
    const bare = await run(engineFunctions(engine));
    const own = await run(stopgapFunctions());
    console.log(`${platform}, ${String(calls)} calls in a session\n`);
    console.log(
      markdownTable(
        ["Functions", ...own.map((sample) => `after ${sample.calls.toLocaleString("en")}`)],
        [
          ["hand-written", ...bare.map(megabytes)],
          ["Stopgap", ...own.map(megabytes)],
        ],
      ),
    );
    judge(bare, own);
  } finally {
    await client.query("drop owned by soak_a, soak_b; drop role soak_a, soak_b");
  }
});

function megabytes({ kilobytes }: Sample): string {
  return kilobytes === null ? "unknown" : `${(kilobytes / 1024).toFixed(1)} MB`;
}

function judge(bare: readonly Sample[], own: readonly Sample[]): void {
  const [early, late] = own.map(({ kilobytes }) => kilobytes);
  const [bareEarly, bareLate] = bare.map(({ kilobytes }) => kilobytes);
  if (early == null || late == null || bareEarly == null || bareLate == null) {
    console.log("\nThe server's memory cannot be seen from here: only that nothing crashed.");
    return;
  }
  const allowed = early * (1 + mostGrowth) + Math.max(0, bareLate - bareEarly);
  const isWithin = late <= allowed;
  console.log(`\nAllowed at the end: ${megabytes({ calls, kilobytes: allowed })}`);
  if (!isWithin) process.exitCode = 1;
}
