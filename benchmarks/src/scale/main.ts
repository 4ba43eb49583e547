import { createDeployer, type Deployer } from "@stopgap/deployer";

import { withBenchmarkDatabase } from "../benchmark-database.js";
import { projectBundle } from "../deployment/project-bundle.js";
import { measure, type Measurement, median } from "../measure.js";
import { markdownTable, milliseconds } from "../table.js";

/** How many functions the large environment has, how many deployments the old one, and how often a step is measured. */
const functions = Number(process.env["BENCHMARK_FUNCTIONS"] ?? 10_000);
const deployments = Number(process.env["BENCHMARK_DEPLOYMENTS"] ?? 1000);
const rounds = 3;

/** An environment of many functions. */
async function measureLarge(deployer: Deployer): Promise<Measurement[]> {
  const env = "large";
  const bundle = projectBundle(functions);
  const changes = Array.from({ length: rounds }, (_, round) =>
    projectBundle(functions, { first: round + 1 }),
  );
  const withOtherShared = projectBundle(functions, { shared: 1 });
  const deploy = (what: typeof bundle): Promise<unknown> =>
    deployer.deployBundle({ env, bundle: what, acceptBreaking: "all" });
  return [
    await measure("first deployment", 1, () => deploy(bundle)),
    await measure("nothing changed", rounds, () => deploy(bundle)),
    await measure("one changed", rounds, (round) => deploy(changes[round] ?? bundle)),
    await measure("rollback of one", rounds - 1, () => deployer.rollback(env)),
    await measure("all changed", 1, () => deploy(withOtherShared)),
    await measure("rollback of all", 1, () => deployer.rollback(env)),
    await measure("diff", rounds, () => deployer.diffBundle(env, bundle)),
    await measure("status", rounds, () => deployer.status(env)),
    await measure("deployments", rounds, () => deployer.deployments(env)),
    await measure("prune", rounds, () => deployer.prune(env)),
  ];
}

/** An environment of a hundred functions with a long history. */
async function measureLong(deployer: Deployer): Promise<Measurement[]> {
  const env = "long";
  const deploy = (round: number): Promise<unknown> =>
    deployer.deployBundle({ env, bundle: projectBundle(100, { first: round % 7 }), force: true });
  const all = await measure("a deployment", deployments, deploy);
  const runs = (from: number): Measurement["runs"] => all.runs.slice(from, from + 10);
  const newest = (await deployer.status(env))?.active_deployment_id ?? 0;
  return [
    { what: "deployments 2 to 11", runs: runs(1) },
    { what: "the last ten", runs: runs(deployments - 10) },
    await measure("status", rounds, () => deployer.status(env)),
    await measure("deployments, newest page", rounds, () => deployer.deployments(env)),
    await measure("deployments, a page in the middle", rounds, () =>
      deployer.deployments(env, { beforeId: newest - Math.floor(deployments / 2) }),
    ),
    await measure("rollback by one step", rounds, () => deployer.rollback(env)),
    await measure("rollback by a hundred steps", 1, () => deployer.rollback(env, { steps: 100 })),
    await measure("verify", rounds, () => deployer.verify(env)),
    await measure("garbage collection", 1, () => deployer.collectGarbage()),
  ];
}

function printTable(title: string, measurements: readonly Measurement[]): void {
  const rows = measurements.map(({ what, runs }) => [
    what,
    milliseconds(median(runs)),
    milliseconds(Math.max(...runs)),
    String(runs.length),
  ]);
  console.log(`\n${title}\n`);
  console.log(markdownTable(["Step", "Median", "Most", "Runs"], rows));
}

await withBenchmarkDatabase(async ({ client, platform }) => {
  const deployer = createDeployer({ client });
  console.log(`${platform}, Node ${process.versions.node}`);
  if (functions > 0) {
    printTable(`${String(functions)} functions`, await measureLarge(deployer));
  }
  if (deployments > 0) {
    printTable(`${String(deployments)} deployments of 100 functions`, await measureLong(deployer));
  }
});
