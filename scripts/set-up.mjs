// What `npm start` and `npm test` do first. Plain JavaScript without dependencies: only Node and npm are there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { run, step, stop } from "./run.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const pnpmFolder = join(root, ".cache", "pnpm");

/** Makes this clone ready: checks Node, fetches pnpm for this clone alone, installs when the lockfile changed. */
export function setUp() {
  checkNode();
  preparePnpm();
  install();
}

function checkNode() {
  const [wanted] = manifest.engines.node.match(/\d+\.\d+/);
  const order = new Intl.Collator("en", { numeric: true });
  if (order.compare(process.versions.node, wanted) < 0)
    stop(`Node ${process.versions.node} is too old: Stopgap needs ${wanted} or later.`);
}

function preparePnpm() {
  const version = manifest.packageManager.split("@")[1];
  const installed = join(pnpmFolder, "node_modules", "pnpm", "package.json");
  if (!existsSync(installed) || JSON.parse(readFileSync(installed, "utf8")).version !== version) {
    step(`Fetching pnpm ${version} for this clone`);
    mkdirSync(pnpmFolder, { recursive: true });
    writeFileSync(join(pnpmFolder, "package.json"), '{ "private": true }\n');
    const options = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    const fetched = run("npm", ["install", "--prefix", pnpmFolder, ...options, `pnpm@${version}`]);
    if (!fetched) stop(`pnpm ${version} could not be fetched: does npm reach its registry?`);
  }
  process.env.PATH = [
    join(pnpmFolder, "node_modules", ".bin"),
    join(root, "node_modules", ".bin"),
    process.env.PATH,
  ].join(delimiter);
}

function install() {
  const stamp = join(root, "node_modules", ".installed-from");
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  step("Installing the dependencies");
  if (!run("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"]))
    stop("The dependencies could not be installed: see above.");
  writeFileSync(stamp, wanted);
}

/** Tells one state of the lockfile and the manifests from another. */
function fingerprint() {
  const folders = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  const manifests = [".", "benchmarks", ...folders].map((folder) => join(folder, "package.json"));
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests])
    if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}
