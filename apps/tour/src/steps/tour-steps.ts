import { readFile } from "node:fs/promises";

import { readSteps } from "./read-steps.js";
import type { Step } from "./step.js";

/** The steps of the tour, as the README has them. */
export async function tourSteps(): Promise<readonly Step[]> {
  const readme = new URL("../../../../README.md", import.meta.url);
  return readSteps(await readFile(readme, "utf8"), "The tour");
}
