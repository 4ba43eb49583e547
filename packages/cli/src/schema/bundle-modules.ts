import { dirname } from "node:path";

import type { ProjectBundle } from "@stopgap/compiler/project";
import type { SourceFile } from "@stopgap/schema";

import { projectFailure } from "../project/with-project.js";

/**
 * Bundles the TypeScript modules of a schema as the gateway does, apart from whatever lies around them, so that both deploy the
 * same.
 *
 * @throws {CliError} `compile_errors`
 */
export async function bundleModules(modules: readonly SourceFile[]): Promise<ProjectBundle> {
  // Loaded here, so that schemas without modules do not pay for it.
  const { withModuleFolder } = await import("@stopgap/gateway");
  const { openProject } = await import("@stopgap/compiler/project");
  return withModuleFolder(modules, async (given) => {
    try {
      const project = openProject({ ...given, keepsTypes: false, isForeign: true });
      try {
        return await project.bundle();
      } finally {
        await project.close();
      }
    } catch (error) {
      throw await projectFailure(error, dirname(given.folder));
    }
  });
}
