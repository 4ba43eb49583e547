import { createHash } from "node:crypto";

import { readAssets } from "./assets.js";
import { installationSteps, layers } from "./installation-steps.js";
import { version } from "./version.js";

/** Names what `install` puts into a database, to the byte: hex digits of a SHA-256. Builds of one version may differ in it. */
export async function installationDigest(): Promise<string> {
  const hash = createHash("sha256").update(version);
  const assets = Object.values(await readAssets());
  for (const layer of layers) {
    for (const step of await installationSteps(layer, "language", assets)) {
      hash.update(step.kind === "asset" ? step.asset.digest : step.file.text);
    }
  }
  return hash.digest("hex");
}
