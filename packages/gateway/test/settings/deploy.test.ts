import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

import { expect, it } from "vitest";

import { readSettings } from "../../src/settings/read-settings.js";
import { variables } from "../../src/settings/variables.js";

const read = (name: string): Promise<string> =>
  readFile(new URL(`../../../../deploy/${name}`, import.meta.url), "utf8");

/** All variables but the one that is only read as an old name. */
const named = Object.values(variables).filter(({ name }) => name !== "RUST_LOG");

it("deploy/.env.example has every variable once, with its default (GW-28)", async () => {
  const text = await read(".env.example");
  const lines = [...text.matchAll(/^(#?)([A-Z_]+)=(.*)$/gm)].map(
    ([, mark, name, value]) => `${mark ?? ""}${name ?? ""}=${value ?? ""}`,
  );
  expect([...lines].sort()).toEqual(
    named
      .map(({ name, default: usual }) => (usual === "" ? `#${name}=` : `${name}=${usual}`))
      .sort(),
  );
  expect(text).toContain("RUST_LOG");
});

it("deploy/.env.example changes nothing as it is (GW-28)", async () => {
  expect(readSettings(parseEnv(await read(".env.example")))).toEqual(readSettings({}));
});

it("the service of systemd lets requests under way end before it is killed", async () => {
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(await read("stopgap-gateway.service")) ?? [];
  expect(Number(seconds) * 1000).toBeGreaterThan(readSettings({}).drainTimeoutMs);
});

it("what the service and the container set are variables of the gateway", async () => {
  const names = new Set(["NODE_ENV", ...named.map(({ name }) => name)]);
  for (const [file, start] of [
    ["stopgap-gateway.service", /^ExecStart=(.*)$/m],
    ["Containerfile", /^ENTRYPOINT (.*)$/m],
  ] as const) {
    const [, command = ""] = start.exec(await read(file)) ?? [];
    const set = [...command.matchAll(/([A-Z_]+)=([^" ]*)/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]);
    expect(set.length).toBeGreaterThan(1);
    expect(set.filter(([name = ""]) => !names.has(name))).toEqual([]);
    expect(readSettings(Object.fromEntries(set) as Record<string, string>).logDir).toBeNull();
  }
});
