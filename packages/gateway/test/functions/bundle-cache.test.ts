import type { ProjectBundle } from "@stopgap/compiler/project";
import { describe, expect, it } from "vitest";

import { BundleCache } from "../../src/functions/bundle-cache.js";

function bundleOf(characters: number): ProjectBundle {
  const artifact = {
    ...{ hash: "sha256:0", code: "", options: {}, fingerprint: "", sourceMap: null, abi: 1 },
    ...{ imports: {}, file: null, source: "x".repeat(characters) },
  };
  return { functions: [], artifacts: [artifact], contractHash: "" };
}

describe("bundles that are kept", () => {
  it("are those that were asked for last, as many as fit in", () => {
    const cache = new BundleCache(10);
    const [a, b, c] = [bundleOf(4), bundleOf(4), bundleOf(4)];
    cache.set("a", a);
    cache.set("b", b);
    expect(cache.get("a")).toBe(a);
    cache.set("c", c);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([a, undefined, c]);
    cache.set("c", bundleOf(9));
    expect([cache.get("a"), cache.get("c")?.artifacts[0]?.source.length]).toEqual([undefined, 9]);
    cache.set("d", bundleOf(11));
    expect([cache.get("c"), cache.get("d")]).toEqual([undefined, undefined]);
  });
});
