import { join, relative } from "node:path";

import type { Command } from "../command.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";
import { buildProject, writeChanged } from "../project/build-project.js";
import { withProject } from "../project/with-project.js";

/** `stopgap build` */
export const buildCommand: Command = {
  name: "build",
  summary: "compile the project to .stopgap/, and write the types for its callers",
  run: (invocation) =>
    withProject(invocation, async (opened) => {
      const { context } = invocation;
      const start = context.now();
      const { bundle, apiFile, wroteApi } = await buildProject(opened);
      const bundleFile = join(opened.root, ".stopgap", "bundle.json");
      await writeChanged(bundleFile, `${JSON.stringify(bundle, undefined, 1)}\n`);
      const duration = context.now() - start;
      const files = {
        api: relative(context.folder, apiFile),
        bundle: relative(context.folder, bundleFile),
      };
      return {
        document: {
          command: "build",
          api_file: apiFile,
          bundle_file: bundleFile,
          wrote_api: wroteApi,
          contract_hash: bundle.contractHash,
          function_count: bundle.functions.length,
          artifact_count: bundle.artifacts.length,
          duration_ms: Math.round(duration),
        },
        text: (style) =>
          resultLine(
            "built",
            {
              function_count: bundle.functions.length,
              artifact_count: bundle.artifacts.length,
              api: files.api,
              bundle: files.bundle,
              duration: formatDuration(duration),
            },
            style,
          ),
      };
    }),
};
