import { execFileSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { commandTree } from "../../src/command-tree.js";
import { bashCompletion } from "../../src/completion/bash-completion.js";
import { completionPlaces } from "../../src/completion/completion-tree.js";

const places = completionPlaces(commandTree);
const script = bashCompletion(places);

/** What bash offers behind these words, where the last one is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const typed = ["stopgap", ...words];
  const run = `${script}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_stopgap
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync("bash", ["--norc", "-c", run, "bash", ...typed], {
    encoding: "utf8",
  });
  return output.split("\n").filter((line) => line !== "");
}

describe("bash", () => {
  it.each(places)("is offered all that can follow: stopgap $path", ({ path, words, options }) => {
    const expected = [...words, ...options].map(({ word }) => word);
    const typed = path.split(" ").filter((word) => word !== "");
    expect([...offered(...typed, "")].sort()).toEqual([...expected, "--help"].sort());
  });

  it("is offered what begins like the word", () => {
    expect(offered("deploym")).toEqual(["deployments"]);
    expect(offered("deploy", "--la")).toEqual(["--label"]);
  });

  it("looks past options and their values", () => {
    expect(offered("--env", "deploy", "db", "--json", "sta")).toEqual(["start", "status"]);
  });

  it("is offered the values of an option that has a few", () => {
    expect(offered("status", "--output", "")).toEqual(["human", "json"]);
    expect(offered("vendor", "add", "slugify", "--types", "n")).toEqual(["none"]);
  });

  it("is offered files where a file is meant, and nothing where anything is", () => {
    expect(offered("status", "--config", "/etc/passw")).toContain("/etc/passwd");
    expect(offered("deploy", "--label", "")).toEqual([]);
  });
});
