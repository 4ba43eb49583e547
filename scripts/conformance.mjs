// `pnpm conformance [url]`: what every engine must do, on the embedded engine or on any server with plv8 or pljs.
import { basename } from "node:path";

import { stop, step } from "./run.mjs";
import { buildAssets } from "./run-targets.mjs";
import { runTests } from "./run-tests.mjs";
import { setUp } from "./set-up.mjs";

const [url] = process.argv.slice(2);

setUp();
if (url) process.env.STOPGAP_TEST_DATABASE_URL = url;
process.env.STOPGAP_SHOW_QUIRKS = "1";
step("Building what goes into the database");
if (!buildAssets()) stop("The build failed: see above.");
step("Conformance");
const { passed, failed, succeeded, files } = runTests([
  "--project",
  "sql",
  "packages/sql/test/conformance/",
]);

console.log();
const width = Math.max(0, ...files.map(({ name }) => subject(name).length));
for (const { name, assertionResults } of files) {
  const count = (status) => assertionResults.filter((test) => test.status === status).length;
  const [good, bad] = [count("passed"), count("failed")];
  const mark = bad > 0 || assertionResults.length === 0 ? "✗" : "✓";
  console.log(`${mark} ${subject(name).padEnd(width)}  ${good} passed, ${bad} failed`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = succeeded && failed === 0 ? 0 : 1;

function subject(file) {
  return basename(file, ".test.ts").replaceAll("-", " ");
}
