import { once } from "node:events";

import { createGateway } from "@stopgap/gateway";
import type { GatewayContext } from "@stopgap/gateway";

import { benchmarkSettings } from "./benchmark-settings.js";
import { functions, platform } from "./functions.js";

// Makes the databases of all tenants, in a process that is gone before anything is measured.
const [{ serverUrl, dataDir, tenants }] = (await once(process, "message")) as [
  { serverUrl: string; dataDir: string; tenants: readonly (string | null)[] },
];
let context: GatewayContext | undefined;
const gateway = await createGateway({
  settings: benchmarkSettings(serverUrl, dataDir),
  routes: [
    (_app, given) => {
      context = given;
    },
  ],
});
for (const tenantId of tenants) {
  await context?.databases.create(
    platform,
    { kind: "tenant", tenantId },
    (database) =>
      context?.pools.withConnection(database, { purpose: "deploy" }, (client) =>
        client.query(functions),
      ) ?? Promise.reject(new Error("there is no gateway")),
  );
}
await gateway.close();
process.send?.({ done: true });
process.disconnect();
