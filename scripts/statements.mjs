// `pnpm statements`: the numbered statements of docs/statements.md that no test bears in its name.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./set-up.mjs";

/** The statements that neither bear a mark nor have a test. */
export function untestedStatements() {
  const tested = new Set(testFiles().flatMap(numbersIn));
  return statements().filter(({ number, mark }) => mark === "" && !tested.has(number));
}

function statements() {
  const page = readFileSync(join(root, "docs", "statements.md"), "utf8");
  return page.split("\n").flatMap((line) => {
    const [, number, statement, mark] = line.split("|").map((cell) => cell.trim());
    return /^(?:SG-[A-Z]|GW-)\d+$/.test(number ?? "") ? [{ number, statement, mark }] : [];
  });
}

function testFiles() {
  return ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).flatMap((name) => filesBelow(join(root, parent, name, "test"))),
  );
}

function filesBelow(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.test(?:-d)?\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch {
    return [];
  }
}

/** The name of a test or of a group of tests is the first argument of `it`, `test` or `describe`. */
function numbersIn(file) {
  const names = /\b(?:it|test|describe)\b[^(]*\(\s*(["'`])(.*?)\1/gs;
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(names)].flatMap(
    ([, , name]) => name.match(/(?:SG-[A-Z]|GW-)\d+/g) ?? [],
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const untested = untestedStatements();
  for (const { number, statement } of untested) console.log(`${number}  ${statement}`);
  console.log(`${untested.length} of ${statements().length} statements lack a test`);
  process.exitCode = untested.length > 0 ? 1 : 0;
}
