import type { Asset } from "./assets.js";
import type { Roles } from "./roles.js";
import type { Variables } from "./template.js";
import { version } from "./version.js";

/** The placeholders whose values no server has a say in. */
export function fixedVariables(
  roles: Roles,
  assets: Readonly<Record<Asset["name"], Asset>>,
): Variables {
  return {
    ...roles,
    roles: JSON.stringify(roles),
    version,
    kernel_digest: assets.kernel.digest,
    compiler_digest: assets.compiler.digest,
  };
}
