// `npm test`: sets this clone up and runs everything. Arguments go to Vitest: `npm test -- packages/local`.
// `npm run test:only` leaves out build, lint and type check.
import { step } from "./run.mjs";
import { checks, runTargets } from "./run-targets.mjs";
import { runTests } from "./run-tests.mjs";
import { setUp } from "./set-up.mjs";

const args = process.argv.slice(2);
const only = args[0] === "--only";

setUp();
step(only ? "Building what goes into the database" : "Build, lint and type check");
const checked = runTargets(only ? ["assets"] : checks);
step("Tests");
const { passed, failed, succeeded } = runTests(only ? args.slice(1) : args);

if (!checked)
  console.error(`\n✗ Failed before the tests: ${only ? "assets" : checks.join(", ")}: see above`);
if (!succeeded) console.error("\n✗ The tests failed, or something around them: see above");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = checked && succeeded ? 0 : 1;
