import { describe, expect, it } from "vitest";
import { parseCallText } from "../../src/call/call-text.js";

const pointer = '{"export": "default", "artifact_hash": "h"}';

describe("what a shell says of a call", () => {
  it("is the pointer alone where nothing is set", () => {
    const { pointer: parsed, settings } = parseCallText(pointer);
    expect(parsed.program.hash).toBe("h");
    expect(settings).toBe("");
  });

  it("is the pointer and the settings otherwise", () => {
    const { pointer: parsed, settings } = parseCallText(`${pointer}\u001f250\u001f\u001f`);
    expect(parsed.program.hash).toBe("h");
    expect(settings).toBe("250\u001f\u001f");
  });
});
