import js from "@eslint/js";
import nx from "@nx/eslint-plugin";
import prettier from "eslint-config-prettier";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Which packages the sources of a package may import. Tests may import `local` and `compiler` on top of it. */
const mayImport = {
  runtime: [],
  kernel: ["runtime"],
  compiler: ["runtime"],
  sql: ["kernel", "compiler"],
  deployer: ["sql", "compiler"],
  client: ["runtime"],
  schema: [],
  gateway: ["sql", "compiler", "deployer", "schema", "client"],
  local: ["runtime", "kernel"],
  cli: ["runtime", "compiler", "sql", "deployer", "client", "schema", "gateway", "local"],
  example: ["runtime", "client", "cli", "sql", "local"],
  platform: ["runtime", "client", "schema", "gateway", "sql", "local", "cli"],
  tour: ["runtime", "compiler", "sql", "deployer", "client", "local", "cli"],
  benchmarks: [
    "runtime",
    "compiler",
    "sql",
    "deployer",
    "client",
    "schema",
    "gateway",
    "local",
    "cli",
  ],
  workspace: ["local"],
};

const moduleBoundaries = (always, isBuilt = true) => [
  "error",
  {
    enforceBuildableLibDependency: isBuilt,
    banTransitiveDependencies: true,
    depConstraints: Object.entries(mayImport).map(([owner, imported]) => ({
      sourceTag: `owner:${owner}`,
      onlyDependOnLibsWithTags: [...imported, ...always, owner].map((name) => `owner:${name}`),
    })),
  },
];

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "packages/*/bundle/",
    "**/coverage/",
    "**/assets/",
    "**/_generated/",
    ".nx/",
    ".cache/",
    // What the compiler is fed with, and what it makes of it.
    "packages/compiler/test/fixtures/",
    "packages/compiler/declarations/",
    // Written by stopgap build.
    "**/_generated/",
  ]),
  js.configs.recommended,
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { noInlineConfig: true },
    plugins: { "@nx": nx },
    rules: {
      "@nx/enforce-module-boundaries": moduleBoundaries([]),
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      // It would ask for what the rule above forbids.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-console": "error",
    },
  },
  {
    files: ["packages/*/{test,scripts}/**/*.ts"],
    rules: { "@nx/enforce-module-boundaries": moduleBoundaries(["local", "compiler"], false) },
  },
  {
    // Their tests need what is deployed in a database.
    files: ["packages/{client,schema}/test/**/*.ts"],
    rules: {
      "@nx/enforce-module-boundaries": moduleBoundaries(["local", "compiler", "sql"], false),
    },
  },
  {
    // The kernel works with its own copies of built-ins, and without iterators, which a handler could replace.
    files: ["packages/kernel/src/**/*.ts"],
    rules: {
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/scripts/**", "apps/**", "benchmarks/**"],
    rules: { "no-console": "off" },
  },
  prettier,
);
