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

  it("ends in the version that is asked for, which is no setting of the call", () => {
    const separators = "\u001f".repeat(6);
    const pinned = '{"artifact_hash": "h", "live": {"version": "v1"}}';
    expect(parseCallText(`${pinned}${separators}\u001f12`)).toMatchObject({
      pointer: { live: '{"version":"v1"}' },
      settings: "",
      pin: "12",
    });
    expect(parseCallText(`${pinned}\u001f250${separators}`)).toMatchObject({
      settings: "250\u001f\u001f\u001f\u001f\u001f",
      pin: "",
    });
  });
});
