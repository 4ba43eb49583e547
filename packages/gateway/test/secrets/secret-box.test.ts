import { describe, expect, it } from "vitest";

import { createPlatformToken, hashPlatformToken } from "../../src/secrets/platform-token.js";
import { createSecretBox } from "../../src/secrets/secret-box.js";

const first = "the first key of this test";
const second = "the second key of this test";

describe("a stored secret (GW-18)", () => {
  const box = createSecretBox(first);

  it("is read again under the same key, and looks different every time", () => {
    const [one, two] = [box.seal("sesame ☃", "shop"), box.seal("sesame ☃", "shop")];
    expect(one).not.toBe(two);
    expect([one, two].map((each) => box.open(each, "shop"))).toEqual(["sesame ☃", "sesame ☃"]);
    expect(createSecretBox(first).open(one, "shop")).toBe("sesame ☃");
  });

  it("cannot be given to somebody else", () => {
    expect(() => box.open(box.seal("sesame", "shop"), "other")).toThrow("was changed");
  });

  it("cannot be changed", () => {
    const sealed = box.seal("sesame", "shop");
    const [version, id, text = ""] = sealed.split(":");
    const bytes = Buffer.from(text, "base64url");
    for (const at of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const broken = [version, id, changed.toString("base64url")].join(":");
      expect(() => box.open(broken, "shop")).toThrow("was changed");
    }
    const cut = [version, id, bytes.subarray(0, 20).toString("base64url")].join(":");
    expect(() => box.open(cut, "shop")).toThrow("was changed");
    for (const broken of ["", "x", `v9:${id ?? ""}:${text}`, `${version ?? ""}:${id ?? ""}`])
      expect(() => box.open(broken, "shop")).toThrow("STOPGAP_SECRET_KEY");
  });

  it("is opened by an old key, and sealed by the first", () => {
    const old = box.seal("sesame", "shop");
    const both = createSecretBox(`${second}, ${first}`);
    expect(both.open(old, "shop")).toBe("sesame");
    expect(both.isOutdated(old)).toBe(true);
    const fresh = both.seal("sesame", "shop");
    expect(both.isOutdated(fresh)).toBe(false);
    expect(createSecretBox(second).open(fresh, "shop")).toBe("sesame");
    expect(() => createSecretBox(second).open(old, "shop")).toThrow("STOPGAP_SECRET_KEY");
  });

  it("is refused without a key, and a key that is too short too", () => {
    expect(() => createSecretBox(null).seal("sesame", "shop")).toThrow("set STOPGAP_SECRET_KEY");
    expect(() => createSecretBox("too short")).toThrow("less than 16 characters");
    expect(() => createSecretBox(`${first},short`)).toThrow("less than 16 characters");
  });
});

describe("a platform's token", () => {
  it("is another one every time, and only its hash is kept", () => {
    const [one, two] = [createPlatformToken(), createPlatformToken()];
    expect(one.token).not.toBe(two.token);
    expect(one.hash).toBe(hashPlatformToken(one.token));
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
