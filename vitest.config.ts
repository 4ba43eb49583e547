import { defineConfig } from "vitest/config";

const conditions = ["@stopgap/source"];
const packages = [
  "runtime",
  "kernel",
  "compiler",
  "sql",
  "deployer",
  "client",
  "schema",
  "gateway",
  "local",
  "cli",
];
const folders = [
  ...packages.map((name) => `packages/${name}`),
  "apps/example",
  "apps/platform",
  "apps/tour",
  "benchmarks",
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ["packages/local/src/vitest.ts"],
    // A test file mostly waits for its server, so Vitest's one worker less than there are cores leaves half of two unused.
    maxWorkers: "100%",
    projects: [
      ...folders.map((folder) => ({
        root: folder,
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          name: folder.replace(/^packages\//, ""),
          include: ["test/**/*.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      })),
      // The conformance suite with the handlers in Node.
      "packages/sql/vitest.node.config.ts",
    ],
  },
});
