import { doctorChecks } from "@stopgap/deployer";
import { expect, it } from "vitest";

import { namedCommands } from "../src/command-tree.js";
import { exitCodes } from "../src/errors/exit-code.js";
import { sharedOptions } from "../src/options/shared-options.js";
import { documentation, tableBelow } from "./fixtures/documentation.js";

it("docs/command-line.md describes the options of all commands", () => {
  const described = tableBelow("## Options of all commands").map(([flags, twin]) => [flags, twin]);
  expect(described.filter(([, twin]) => twin !== "").sort()).toEqual(
    Object.values(sharedOptions)
      .map(({ flags, twin }) => [flags, twin])
      .sort(),
  );
});

it("docs/command-line.md describes each option of each command, and its variable", () => {
  const described = tableBelow("## Options of one command").map((row) => row.slice(0, 3).join(" "));
  const options = namedCommands().flatMap(({ path, command }) =>
    (command.options ?? []).map(({ flags, twin }) => `${path} ${flags} ${twin}`),
  );
  expect([...described].sort()).toEqual(options.sort());
});

it.each(namedCommands())("docs/command-line.md says what stopgap $path does", ({ path }) => {
  const words = tableBelow("# The command line").map(([command = ""]) => command);
  const names = words.flatMap((cell) => cell.split(", "));
  expect(names.some((name) => name === path || name.startsWith(`${path} `))).toBe(true);
});

it("docs/command-line.md describes what the doctor looks at", () => {
  const described = tableBelow("## What the doctor looks at").map(([check]) => check);
  expect(described).toEqual(doctorChecks);
});

it.each(Object.entries(exitCodes))(
  "docs/command-line.md describes the exit code of %s: %d",
  (_name, code) => {
    expect(documentation).toMatch(new RegExp(`^\\| ${code} +\\|`, "m"));
  },
);
