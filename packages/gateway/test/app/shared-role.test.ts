import { expect, it } from "vitest";

import { createGateway } from "../../src/create-gateway.js";
import type { GatewaySettings } from "../../src/settings/gateway-settings.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

async function warnings(
  settings: Partial<GatewaySettings>,
  tokenHash: string | null,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const gateway = await createGateway({
    settings: testSettings({ ...settings, logLevel: "warn" }),
    logTo: { write: (line) => lines.push(line) },
    parts: testParts([{ tokenHash }]),
  });
  await gateway.close();
  return lines.map((line) => String((JSON.parse(line) as { readonly msg?: unknown }).msg));
}

it("a gateway that takes tokens says at its start that schemas have the rights of its own role (GW-26)", async () => {
  const warning = expect.stringContaining("set STOPGAP_SECRET_KEY") as string;
  expect(await warnings({}, "a hash")).toEqual([warning]);
  expect(
    await warnings({ jwt: { jwksUrl: "http://127.0.0.1:1/", issuer: null, audience: null } }, null),
  ).toEqual([warning]);
  expect(await warnings({}, null)).toEqual([]);
  expect(await warnings({ secretKey: "a key for tests only" }, "a hash")).toEqual([]);
});
