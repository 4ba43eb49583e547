import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findings, compile } from "../../compile.js";

const folder = new URL("../../fixtures/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));

/** Set it to write the files anew after a change that is meant; then count up the revision in `fingerprint.ts`. */
const isUpdating = process.env["STOPGAP_UPDATE_GOLDEN"] === "1";
if (isUpdating && process.env["CI"]) {
  throw new Error("STOPGAP_UPDATE_GOLDEN is for a developer's machine, not for CI");
}

describe("what the compiler makes of", () => {
  it.each(names)("%s does not change unnoticed: stored artifacts have a hash of it", (name) => {
    const source = readFileSync(new URL(name, folder), "utf8");
    expect(findings(source)).toEqual([]);
    const { code } = compile(source);
    const golden = new URL(name.replace(/\.ts$/, ".js"), folder);
    if (isUpdating) writeFileSync(golden, code);
    expect(code).toBe(readFileSync(golden, "utf8"));
  });
});
