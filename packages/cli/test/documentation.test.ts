import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { exitCodes } from "../src/errors/exit-code.js";
import { sharedOptions } from "../src/options/shared-options.js";

const documentation = await readFile(
  new URL("../../../docs/command-line.md", import.meta.url),
  "utf8",
);
const rows = documentation.split("\n").filter((line) => line.startsWith("|"));

it.each(Object.values(sharedOptions))(
  "docs/command-line.md describes $flags and $twin",
  (option) => {
    const flags = option.flags.split(/[ ,]+/).filter((word) => word.startsWith("--"));
    const row = rows.find((line) => line.includes(`\`${option.twin}\``));
    for (const flag of flags) expect(row).toContain(flag);
  },
);

it.each(Object.entries(exitCodes))(
  "docs/command-line.md describes the exit code of %s: %d",
  (_name, code) => {
    expect(rows.some((line) => new RegExp(`^\\| ${code} +\\|`).test(line))).toBe(true);
  },
);
