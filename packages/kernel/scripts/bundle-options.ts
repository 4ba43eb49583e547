import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";

/**
 * Built-ins that the scripts take their own copies of, so that a global of the same name that appears later (one engine
 * makes a global variable of every function that runs) does not change what they mean.
 */
const copied = [
  "AggregateError",
  "Array",
  "ArrayBuffer",
  "BigInt",
  "Boolean",
  "Date",
  "Error",
  "Function",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Promise",
  "RangeError",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "TypeError",
  "Uint8Array",
  "WeakMap",
  "WeakSet",
];

/** What libraries are given on top, see src/schemas/load-library.ts. */
const lent = ["URL", "atob", "btoa"];

/** How the kernel is bundled. */
export const kernelOptions: BuildOptions = {
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["@stopgap/source", "import"],
  minify: true,
  // Fields that a constructor sets are not defined before: one of the engines takes as long for that as for setting them.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  legalComments: "none",
  // They are loaded when they are needed.
  alias: {
    "json-schema-library": path("../src/schemas/json-schema-library.ts"),
    tslib: path("../src/module/lowering-helpers.ts"),
  },
  banner: banner(copied),
  logLevel: "warning",
};

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

function banner(names: readonly string[]): { js: string } {
  return { js: `"use strict";const{${names.join(",")}}=globalThis;` };
}

/** How a library is bundled that the kernel loads when it is needed. */
export const libraryOptions: BuildOptions = {
  ...kernelOptions,
  banner: banner([...copied, ...lent]),
  alias: {},
  // Only so do its promises become the kernel's.
  supported: { "async-await": false },
  inject: [path("../src/urls/text-coding.ts")],
};
