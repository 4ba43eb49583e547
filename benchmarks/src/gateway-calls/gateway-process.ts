import { once } from "node:events";

import { createGateway } from "@stopgap/gateway";

import { benchmarkSettings } from "./benchmark-settings.js";

const [{ serverUrl, dataDir }] = (await once(process, "message")) as [
  { serverUrl: string; dataDir: string },
];
const gateway = await createGateway({ settings: benchmarkSettings(serverUrl, dataDir) });
process.on("message", ({ ask }: { ask: "rss" | "stop" }) => {
  if (ask === "rss") process.send?.({ rss: process.memoryUsage.rss() });
  else
    void gateway.close().then(() => {
      process.disconnect();
    });
});
process.send?.({ url: await gateway.listen() });
