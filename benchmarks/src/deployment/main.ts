import { createDeployer, type DeployerEventListener } from "@stopgap/deployer";
import type { Client } from "pg";
import { withBenchmarkDatabase } from "../benchmark-database.js";
import { measure, type Measurement, median, timed } from "../measure.js";
import { markdownTable, milliseconds } from "../table.js";
import { functionSource } from "./function-source.js";
import { projectBundle } from "./project-bundle.js";

/** How many functions the schema has, and how often each step is measured. */
const functions = Number(process.env["BENCHMARK_FUNCTIONS"] ?? 1000);
const rounds = 7;

async function createFunction(client: Client, number: number, version: number): Promise<void> {
  await client.query(
    `create or replace function bench.f${String(number)}(args jsonb) returns jsonb language plts
     as $ts$${functionSource(number, version)}$ts$`,
  );
}

/** Runs something and says for how long at most it had live functions locked: from the step that replaces them to its end. */
async function locked(run: (onEvent: DeployerEventListener) => Promise<unknown>): Promise<number> {
  let start = Number.NaN;
  await run((event) => {
    if (event.type === "step-started" && event.step === "materialize") start = performance.now();
  });
  return performance.now() - start;
}

async function measureDeployments(client: Client): Promise<Measurement[]> {
  const deployer = createDeployer({ client });
  const deploy = (): Promise<unknown> => deployer.deploy({ env: "prod", fromSchema: "bench" });
  await client.query(
    "create schema bench; create table bench.account (id int primary key, balance float8, email text, note text)",
  );
  await createFunction(client, 0, 0);

  const creations: number[] = [];
  for (let number = 1; number < functions; number += 1) {
    creations.push(await timed(() => createFunction(client, number, 0)));
  }
  const first = await measure(`first deploy of ${String(functions)}`, 1, deploy);
  const unchanged = await measure("deploy, nothing changed", rounds, deploy);
  const changed = await measure("deploy, one changed", rounds, deploy, (round) =>
    createFunction(client, 1, round + 1),
  );
  const locks: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await createFunction(client, 1, rounds + round + 1);
    locks.push(
      await locked((onEvent) => deployer.deploy({ env: "prod", fromSchema: "bench", onEvent })),
    );
  }
  const back = await measure("rollback of one changed", rounds, () => deployer.rollback("prod"));
  const diff = await measure("diff", rounds, () => deployer.diff("prod", "bench"));
  return [
    { what: "create one function, warm", runs: creations },
    first,
    unchanged,
    changed,
    { what: "one changed: live functions locked", runs: locks },
    back,
    diff,
  ];
}

async function measureProject(client: Client): Promise<Measurement[]> {
  const deployer = createDeployer({ client });
  const deploy = (bundle: ReturnType<typeof projectBundle>): Promise<unknown> =>
    deployer.deployBundle({ env: "project", bundle });
  const bundle = projectBundle(functions);
  const changes = Array.from({ length: rounds }, (_, round) =>
    projectBundle(functions, { first: round + 1 }),
  );
  const withOtherShared = projectBundle(functions, { shared: 1 });
  const first = await measure("project: first deploy", 1, () => deploy(bundle));
  const unchanged = await measure("project: nothing changed", rounds, () => deploy(bundle));
  const forced = await measure("project: nothing changed, forced", rounds, () =>
    deployer.deployBundle({ env: "project", bundle, force: true }),
  );
  const changed = await measure("project: one changed", rounds, (round) =>
    deploy(changes[round] ?? bundle),
  );
  const diff = await measure("project: diff", rounds, () => deployer.diffBundle("project", bundle));
  const shared = await measure("project: what all import changed", 1, () =>
    deploy(withOtherShared),
  );
  const back = await measure("project: rollback of what all import", 1, () =>
    deployer.rollback("project"),
  );
  const verified = await measure("project: verify", rounds, () => deployer.verify("project"));
  const locks: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const changedBundle = projectBundle(functions, { first: rounds + round + 1 });
    locks.push(
      await locked((onEvent) =>
        deployer.deployBundle({ env: "project", bundle: changedBundle, onEvent }),
      ),
    );
  }
  let promoted = 0;
  const promote = await measure("project: promote", rounds, () => {
    promoted += 1;
    return deployer.promote("project", `promoted${String(promoted)}`);
  });
  return [
    first,
    unchanged,
    forced,
    changed,
    { what: "project: one changed: live functions locked", runs: locks },
    diff,
    shared,
    back,
    verified,
    promote,
  ];
}

await withBenchmarkDatabase(async ({ client, platform }) => {
  const measurements = [...(await measureDeployments(client)), ...(await measureProject(client))];
  const rows = measurements.map(({ what, runs }) => [
    what,
    milliseconds(median(runs)),
    milliseconds(Math.min(...runs)),
    milliseconds(Math.max(...runs)),
    String(runs.length),
  ]);
  console.log(`${String(functions)} functions, ${platform}, Node ${process.versions.node}\n`);
  console.log(markdownTable(["Step", "Median", "Least", "Most", "Runs"], rows));
});
