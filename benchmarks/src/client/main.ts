import { withBenchmarkDatabase } from "../benchmark-database.js";
import { median } from "../measure.js";
import { markdownTable, milliseconds } from "../table.js";
import { measureCalls } from "./call-cost.js";
import { measureTypeChecks } from "./type-check.js";

const rounds = 7;

await withBenchmarkDatabase(async ({ client, platform }) => {
  const measurements = [
    ...(await measureTypeChecks([1, 1000], rounds)),
    ...(await measureCalls(client, rounds)),
  ];
  const rows = measurements.map(({ what, runs }) => [
    what,
    milliseconds(median(runs)),
    milliseconds(Math.min(...runs)),
    milliseconds(Math.max(...runs)),
  ]);
  console.log(`${platform}, Node ${process.versions.node}\n`);
  console.log(markdownTable(["Step", "Median", "Least", "Most"], rows));
});
