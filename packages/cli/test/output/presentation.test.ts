import { Command } from "commander";
import { expect, it } from "vitest";

import { givenOptions } from "../../src/options/given-options.js";
import { presentationOf } from "../../src/output/presentation.js";
import { fakeContext } from "../fixtures/fake-context.js";

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ CI: "true" }, true, false],
  [{ TERM: "dumb" }, true, false],
  [{ STOPGAP_QUIET: "1" }, true, false],
  [{ STOPGAP_OUTPUT: "json" }, true, false],
])("with %j and a terminal: %j, progress is shown: %j", (env, isTerminal, shows) => {
  const stderr = { isTerminal, write: () => undefined };
  const { context } = fakeContext({ env, stderr });
  const { showsProgress } = presentationOf(givenOptions(new Command(), env), context);
  expect(showsProgress).toBe(shows);
});
