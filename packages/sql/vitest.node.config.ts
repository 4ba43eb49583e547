import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { leftOutFiles } from "./test/conformance/node/left-out.js";

const conditions = ["@stopgap/source"];

/** What every engine must do, with the handlers in Node: see test/conformance/node. */
export default defineConfig({
  resolve: {
    conditions,
    // The handlers are in a folder that has no packages.
    alias: [
      {
        find: /^@stopgap\/runtime$/,
        replacement: fileURLToPath(new URL("../runtime/src/index.ts", import.meta.url)),
      },
    ],
  },
  ssr: { resolve: { conditions } },
  test: {
    name: "node",
    include: ["test/conformance/**/*.test.ts"],
    exclude: leftOutFiles,
    setupFiles: ["test/conformance/node/leave-out-cases.ts"],
    env: { STOPGAP_TEST_HANDLERS: "node" },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
