// `pnpm soak [url] [calls]`: a million mixed calls in one session, and what its memory comes to.
import { run, step, stop } from "./run.mjs";
import { buildAssets } from "./run-targets.mjs";
import { setUp } from "./set-up.mjs";

const args = process.argv.slice(2);
const url = args.find((arg) => arg.includes("://"));
const calls = args.find((arg) => /^\d+$/.test(arg)) ?? "1000000";

setUp();
if (url) process.env.STOPGAP_TEST_DATABASE_URL = url;
step("Building what goes into the database");
if (!buildAssets()) stop("The build failed: see above.");
step(`Calling ${Number(calls).toLocaleString("en")} times`);
const soak = [
  "--conditions=@stopgap/source",
  "--import",
  "tsx",
  "benchmarks/src/soak/main.ts",
  calls,
];
process.exitCode = run(process.execPath, soak) ? 0 : 1;
