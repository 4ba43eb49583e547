import { describe, expect, it } from "vitest";
import { parsePointer } from "../../src/module/pointer.js";
import { programOf } from "../../src/module/program.js";

const plain = {
  program: programOf("h"),
  export: "default",
  signature: "",
  followsFunctions: false,
  live: "",
};

describe("a pointer", () => {
  it("names an artifact and an export, which is the default one unless it says otherwise", () => {
    expect(parsePointer('{"artifact_hash": "h"}')).toEqual(plain);
    expect(parsePointer('{"artifact_hash": "h", "export": "get"}').export).toBe("get");
    expect(parsePointer('{"artifact_hash": "h", "export": ""}').export).toBe("default");
  });

  it("tells the function's signature where the shell cannot find out its oid", () => {
    expect(parsePointer('{"artifact_hash": "h", "function": "app.f(jsonb)"}').signature).toBe(
      "app.f(jsonb)",
    );
  });

  it("says where imports lead that no artifact settles", () => {
    const { program } = parsePointer(
      '{"artifact_hash": "h", "import_map": {"a": "1", "b": null, "__proto__": "2"}}',
    );
    expect([...program.imports]).toEqual([
      ["a", "1"],
      ["__proto__", "2"],
    ]);
    expect(parsePointer('{"artifact_hash": "h", "import_map": 5}')).toEqual(plain);
  });

  it("follows the functions that a source function imports, and only those", () => {
    const follows = (mode: string, specifier: string) =>
      parsePointer(JSON.stringify({ artifact_hash: "h", mode, import_map: { [specifier]: "1" } }))
        .followsFunctions;
    expect(follows("source", "@stopgap/app/f")).toBe(true);
    expect(follows("source", "@scope/package")).toBe(false);
    expect(follows("stopgap_deployed", "@stopgap/app/f")).toBe(false);
  });

  it("is believed in nothing else", () => {
    expect(parsePointer('{"artifact_hash": "h", "mode": "rw", "kind": "mutation"}')).toEqual(plain);
    expect(parsePointer('{"artifact_hash": 5, "export": {}}')).toEqual({
      ...plain,
      program: programOf(""),
    });
  });
});
