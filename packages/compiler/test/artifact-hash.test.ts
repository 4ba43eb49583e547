import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { artifactHash, type CompilerOptions } from "../src/index.js";

const parts = { fingerprint: "f", source: "s", code: "c", options: {} };

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

describe("artifactHash", () => {
  it("is the SHA-256 of the parts, each after its length in bytes", () => {
    expect(artifactHash(parts)).toBe(sha256("1:f1:s1:c2:{}"));
    expect(artifactHash({ ...parts, source: "é😀", code: "" })).toBe(sha256("1:f6:é😀0:2:{}"));
  });

  it("tells parts apart that read alike when put together", () => {
    const alike = [
      parts,
      { ...parts, fingerprint: "fs", source: "" },
      { ...parts, source: "sc", code: "" },
      { ...parts, source: "s1:c", code: "" },
      { ...parts, source: "", code: "sc" },
      { ...parts, code: "c2:{}" },
    ];
    expect(new Set(alike.map(artifactHash)).size).toBe(alike.length);
  });

  it.each<[CompilerOptions, string]>([
    [{}, "{}"],
    [{ source_map: true }, '{"source_map": true}'],
    [
      { source_map: true, import_map: { zod: "b", a: "c", bb: "d", aa: "e" } },
      '{"import_map": {"a": "c", "aa": "e", "bb": "d", "zod": "b"}, "source_map": true}',
    ],
    [
      { import_map: { "\uFFFD": "3 bytes", "😀": "4 bytes", ab: "2", é: "2 bytes", zzz: "3" } },
      '{"import_map": {"ab": "2", "é": "2 bytes", "zzz": "3", "\uFFFD": "3 bytes", "😀": "4 bytes"}}',
    ],
    [
      { import_map: { 'q"\\': "tab\t\u0001" } },
      String.raw`{"import_map": {"q\"\\": "tab\t\u0001"}}`,
    ],
  ])("writes options as jsonb is written: %j", (options, text) => {
    expect(artifactHash({ ...parts, options })).toBe(
      sha256(`1:f1:s1:c${String(Buffer.byteLength(text))}:${text}`),
    );
  });

  it("does not depend on the order in which options are given", () => {
    const options = { source_map: true, import_map: { a: "1", b: "2" } };
    const turned = { import_map: { b: "2", a: "1" }, source_map: true };
    expect(artifactHash({ ...parts, options })).toBe(artifactHash({ ...parts, options: turned }));
  });
});
