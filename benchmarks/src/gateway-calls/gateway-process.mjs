import { once } from "node:events";

import { createGateway } from "@stopgap/gateway";

// JavaScript, so that nothing translates sources in the process whose memory is measured.
const [{ settings }] = await once(process, "message");
const gateway = await createGateway({ settings });
process.on("message", ({ ask }) => {
  if (ask === "rss") process.send({ rss: process.memoryUsage.rss() });
  else void gateway.close().then(() => process.disconnect());
});
process.send({ url: await gateway.listen() });
