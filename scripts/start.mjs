// `npm start`: sets this clone up, and walks through the main job on a local PostgreSQL.
import { run, step, stop } from "./run.mjs";
import { buildAssets } from "./run-targets.mjs";
import { setUp } from "./set-up.mjs";

setUp();
step("Building what goes into the database");
if (!buildAssets()) stop("The build failed: see above.");
step("Starting the tour");
const tour = ["--conditions=@stopgap/source", "--import", "tsx", "apps/tour/src/tour.ts"];
process.exitCode = run(process.execPath, [...tour, ...process.argv.slice(2)]) ? 0 : 1;
