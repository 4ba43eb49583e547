// `npm run check`: sets this clone up, then builds, lints and type-checks. Arguments name other Nx targets instead.
import { stop, step } from "./run.mjs";
import { checks, runTargets } from "./run-targets.mjs";
import { setUp } from "./set-up.mjs";
import { untestedStatements } from "./statements.mjs";

setUp();
const targets = process.argv.length > 2 ? process.argv.slice(2) : checks;
step(`Checking: ${targets.join(", ")}`);
if (!runTargets(targets)) stop("Failed: the tasks are named above.");
const untested = untestedStatements().map(({ number }) => number);
if (untested.length > 0) {
  stop(`No test bears ${untested.join(", ")} of docs/statements.md: see \`pnpm statements\`.`);
}
