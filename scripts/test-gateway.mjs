// `pnpm test:gateway [--url <running gateway>]`: the gateway from outside, over HTTP. Without a URL it is one of the tests' own.
import { parseArgs } from "node:util";

import { stop, step } from "./run.mjs";
import { buildAssets } from "./run-targets.mjs";
import { runTests } from "./run-tests.mjs";
import { setUp } from "./set-up.mjs";

const { values } = parseArgs({
  options: { url: { type: "string" }, "admin-token": { type: "string" } },
});

setUp();
if (values.url) process.env.STOPGAP_TEST_GATEWAY_URL = values.url;
if (values["admin-token"]) {
  process.env.STOPGAP_TEST_GATEWAY_ADMIN_TOKEN = values["admin-token"];
}
step("Building what goes into the database");
if (!buildAssets()) stop("The build failed: see above.");
step(`Tests of ${values.url ?? "a gateway of their own"}`);
const { passed, failed, succeeded } = runTests([
  "--project",
  "apps/platform",
  "apps/platform/test/black-box/",
]);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = succeeded && failed === 0 ? 0 : 1;
