import { defineConfig } from "vitest/config";

const conditions = ["@stopgap/source"];
const packages = ["runtime", "kernel", "compiler", "sql", "deployer", "client", "local", "cli"];
const folders = [
  ...packages.map((name) => `packages/${name}`),
  "apps/example",
  "apps/tour",
  "benchmarks",
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ["packages/local/src/vitest.ts"],
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
