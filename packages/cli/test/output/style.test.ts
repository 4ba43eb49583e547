import { expect, it } from "vitest";

import { wantsColor } from "../../src/output/style.js";

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ TERM: "dumb" }, true, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ FORCE_COLOR: "1", TERM: "dumb" }, false, true],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
])("with %j and a terminal: %j, colours are %j", (env, isTerminal, isColored) => {
  expect(wantsColor(env, isTerminal)).toBe(isColored);
});
