import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contractHash, generateApi, openProject, type Project } from "@stopgap/compiler/project";
import { createDeployer, type Deployer } from "@stopgap/deployer";
import { withBenchmarkDatabase } from "../benchmark-database.js";
import { measure, type Measurement, median } from "../measure.js";
import { markdownTable, milliseconds } from "../table.js";
import { timeTypeCheck } from "./time-type-check.js";
import {
  helperPath,
  helperSource,
  modulePath,
  moduleSource,
  writeProject,
} from "./project-tree.js";

/** How many modules the projects have, and how often each step is measured. */
const sizes = (process.env["BENCHMARK_MODULES"] ?? "10,200,1000").split(",").map(Number);
const rounds = 5;

async function measureProject(
  root: string,
  modules: number,
  deployer: Deployer,
): Promise<Measurement[]> {
  const folder = join(root, "stopgap");
  const open = (): Project => openProject({ folder });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const number = Math.floor(modules / 2);
  const first = await measure("check, for the first time", 1, async () => open().check());
  const unchanged = await measure(
    "check, nothing changed since another process",
    rounds,
    async () => open().check(),
  );
  let version = 1;
  const next = (): string => moduleSource(number, (version += 1));
  const changed = await measure(
    "check, one module changed since another process",
    3,
    async () => open().check(),
    () => write(modulePath(number), next()),
  );

  const project = open();
  await project.check();
  const afterChange = (what: string, path: string, text: () => string): Promise<Measurement> =>
    measure(
      what,
      rounds,
      async () => {
        project.refresh([join(root, path)]);
        await project.check();
      },
      () => write(path, text()),
    );
  const again = await afterChange("check again, one module changed", modulePath(number), next);
  const helper = await afterChange(
    "check again, the body of a shared helper changed",
    helperPath(number),
    () => helperSource(number, (version += 1)),
  );
  const build = await measure("build, for the first time", 1, () => project.bundle());
  const rebuild = await measure(
    "check and build again, one module changed",
    rounds,
    async () => {
      project.refresh([join(root, modulePath(number))]);
      await project.bundle();
    },
    () => write(modulePath(number), next()),
  );

  const env = `of_${String(modules)}`;
  const deploy = async (): Promise<unknown> =>
    deployer.deployBundle({ env, bundle: await project.bundle(), acceptBreaking: "all" });
  await project.bundle();
  const deployed = await measure("deploy, for the first time", 1, deploy);
  // What `stopgap dev` does with a file that is saved.
  const live = await measure(
    "from save to live, one module changed",
    rounds,
    async () => {
      project.refresh([join(root, modulePath(number))]);
      const { functions, contractHash: hash } = await project.bundle();
      await write("stopgap/_generated/api.ts", generateApi(functions, hash));
      await deploy();
    },
    () => write(modulePath(number), next()),
  );

  const { functions, diagnostics } = await project.check();
  const [problem] = diagnostics;
  if (problem) throw new Error(`the project is not sound: ${problem.message}`);
  const api = generateApi(functions, contractHash(functions));
  const typed = await measure("type check of the generated api alone", 3, () =>
    timeTypeCheck(root, api),
  );
  await project.close();
  return [first, unchanged, changed, again, helper, build, rebuild, deployed, live, typed];
}

const columns: Measurement[][] = [];
await withBenchmarkDatabase(async ({ client, platform }) => {
  console.log(`${platform}, Node ${process.versions.node}, medians\n`);
  for (const size of sizes) {
    const root = writeProject(size);
    try {
      columns.push(await measureProject(root, size, createDeployer({ client })));
    } finally {
      rmSync(root, { recursive: true });
    }
  }
});
const steps = columns[0] ?? [];
const rows = steps.map(({ what }, index) => [
  what,
  ...columns.map((column) => milliseconds(median(column[index]?.runs ?? []))),
]);
console.log(markdownTable(["Step", ...sizes.map((size) => `${String(size)} modules`)], rows));
