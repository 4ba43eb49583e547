import { expect, it } from "vitest";

import { formatDuration } from "../../src/output/duration.js";

it.each([
  [0.4, "0ms"],
  [999.4, "999ms"],
  [999.6, "1.0s"],
  [1249, "1.2s"],
  [59_949, "59.9s"],
  [59_951, "1m0s"],
  [125_000, "2m5s"],
])("shows %d milliseconds as %s", (milliseconds, shown) => {
  expect(formatDuration(milliseconds)).toBe(shown);
});
