import { describe, expect, it } from "vitest";
import { parsePointer } from "../../src/module/artifact.js";

describe("a pointer", () => {
  it("names an artifact and an export, which is the default one unless it says otherwise", () => {
    expect(parsePointer('{"artifact_hash": "h"}')).toEqual({
      artifactHash: "h",
      export: "default",
      signature: "",
    });
    expect(parsePointer('{"artifact_hash": "h", "export": "get"}').export).toBe("get");
    expect(parsePointer('{"artifact_hash": "h", "export": ""}').export).toBe("default");
  });

  it("tells the function's signature where the shell cannot find out its oid", () => {
    expect(parsePointer('{"artifact_hash": "h", "function": "app.f(jsonb)"}').signature).toBe(
      "app.f(jsonb)",
    );
  });

  it("is believed in nothing else", () => {
    expect(parsePointer('{"artifact_hash": "h", "mode": "rw", "kind": "mutation"}')).toEqual({
      artifactHash: "h",
      export: "default",
      signature: "",
    });
    expect(parsePointer('{"artifact_hash": 5, "export": {}}')).toEqual({
      artifactHash: "",
      export: "default",
      signature: "",
    });
  });
});
