import { describe, expect, it } from "vitest";
import { parseCallText } from "../../src/call/call-text.js";
import { PinnedVersions } from "../../src/call/pinned-versions.js";
import type { SqlOutcome } from "../../src/engine/engine.js";

/** Versions on a database that answers every statement alike. */
function versions(outcome: SqlOutcome) {
  const statements: string[] = [];
  const fetch = (sql: string): SqlOutcome => {
    statements.push(sql);
    return outcome;
  };
  const pinned = new PinnedVersions({ fetch, fetchReadOnly: fetch, execute: fetch });
  return { pinned, statements };
}

const call = (pin: string, pointer = '{"artifact_hash": "h", "live": {"version": "v1"}}') =>
  parseCallText(`${pointer}${"\u001f".repeat(7)}${pin}`);

describe("versions that a session asks for", () => {
  it("are not looked up where none is asked for, nor by a function that is not live", () => {
    const { pinned, statements } = versions({ ok: true, text: null });
    expect(pinned.find("1", call(""))).toBeNull();
    expect(pinned.find("1", call("12", '{"artifact_hash": "h"}'))).toBeNull();
    expect(statements).toEqual([]);
  });

  it("are looked up once", () => {
    const { pinned, statements } = versions({
      ok: true,
      text: '{"function": "stopgap_version.v2", "lasts": true}',
    });
    expect(pinned.find("1", call("12"))).toBe("stopgap_version.v2");
    expect(pinned.find("1", call("12"))).toBe("stopgap_version.v2");
    expect(statements).toEqual([`select plts.other_version('1', '{"version":"v1"}', '12') as j`]);
    pinned.find("2", call("12"));
    pinned.find("1", call("13"));
    expect(statements).toHaveLength(3);
  });

  it("are asked for again where the answer does not last", () => {
    const text = '{"function": "live_deployment.f", "lasts": false}';
    const { pinned, statements } = versions({ ok: true, text });
    expect(pinned.find("1", call("12"))).toBe("live_deployment.f");
    expect(pinned.find("1", call("12"))).toBe("live_deployment.f");
    expect(statements).toHaveLength(2);
  });

  it("are asked for again after a refusal", () => {
    const { pinned, statements } = versions({
      ok: false,
      failure: { code: "42704", message: "there is no such deployment" },
    });
    expect(() => pinned.find("1", call("12"))).toThrow("there is no such deployment");
    expect(() => pinned.find("1", call("12"))).toThrow("there is no such deployment");
    expect(statements).toHaveLength(2);
  });

  it("tell what went wrong as it was told", () => {
    const failure = { code: "23505", message: "m", detail: '{"stage": "handler"}' };
    const { pinned, statements } = versions({ ok: false, failure });
    expect(pinned.call("stopgap_version.v2", `{"a": "it's"}`)).toBe(`!${JSON.stringify(failure)}`);
    expect(pinned.call("stopgap_version.v2", null)).toBe(`!${JSON.stringify(failure)}`);
    expect(statements).toEqual([
      `select stopgap_version.v2('{"a": "it''s"}'::pg_catalog.jsonb)::pg_catalog.text as j`,
      `select stopgap_version.v2(null::pg_catalog.jsonb)::pg_catalog.text as j`,
    ]);
  });
});
