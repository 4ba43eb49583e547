import { describe, expect, it } from "vitest";
import { parsePointer } from "../../src/module/artifact.js";

describe("a pointer", () => {
  it("names an artifact and an export, which is the default one unless it says otherwise", () => {
    expect(parsePointer('{"artifact_hash": "h"}')).toEqual({
      artifactHash: "h",
      export: "default",
    });
    expect(parsePointer('{"artifact_hash": "h", "export": "get"}').export).toBe("get");
    expect(parsePointer('{"artifact_hash": "h", "export": ""}').export).toBe("default");
  });

  it("is believed in nothing else", () => {
    expect(parsePointer('{"artifact_hash": "h", "mode": "rw", "kind": "mutation"}')).toEqual({
      artifactHash: "h",
      export: "default",
    });
    expect(parsePointer('{"artifact_hash": 5, "export": {}}')).toEqual({
      artifactHash: "",
      export: "default",
    });
  });
});
