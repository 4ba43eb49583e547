import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { generateApi } from "@stopgap/compiler/project";
import type { Measurement } from "../measure.js";
import { shopFunctions } from "./shop-functions.js";

const require = createRequire(import.meta.url);
const tsc = require.resolve("typescript/bin/tsc");
const client = dirname(require.resolve("@stopgap/client/package.json"));

/** Prints the processor time of a process when it ends, in microseconds. */
const printUsage = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => {
     const { user, system } = process.cpuUsage();
     process.stdout.write(String(user + system));
   });`,
)}`;

/**
 * The processor time of `tsc` for a program that calls three functions of a generated api, with the packages as a user
 * has them. Other programs disturb it less than the time that passes.
 */
export async function measureTypeChecks(
  counts: readonly number[],
  rounds: number,
): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const count of counts) {
    const folder = await programFolder(count);
    const runs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { stdout } = await promisify(execFile)(process.execPath, [
        "--import",
        printUsage,
        tsc,
        "-p",
        folder,
      ]);
      runs.push(Number(stdout) / 1000);
    }
    measurements.push({ what: `tsc, a program with an api of ${count} functions`, runs });
    await rm(folder, { recursive: true });
  }
  return measurements;
}

async function programFolder(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stopgap-types-"));
  await mkdir(join(folder, "node_modules", "@stopgap"), { recursive: true });
  await symlink(client, join(folder, "node_modules", "@stopgap", "client"));
  const options = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ["es2023", "dom"],
  };
  const functions = shopFunctions(count);
  const calls = functions.slice(0, 3).map(({ path }) => `client.${path}`);
  const files = {
    "package.json": JSON.stringify({ type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: options, files: ["program.ts"] }),
    "api.ts": generateApi(functions, "sha256:0"),
    "program.ts": `import { createClient } from "@stopgap/client";
import { api } from "./api.js";
const client = createClient(api, { gateway: { url: "http://localhost", platform: "p" } });
export const functions = [${calls.join(", ")}];
`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
