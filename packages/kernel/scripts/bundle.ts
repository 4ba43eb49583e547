import { build, type BuildOptions } from "esbuild";

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

const options: BuildOptions = {
  bundle: true,
  format: "iife",
  target: "es2022",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["@stopgap/source", "import"],
  minify: true,
  legalComments: "none",
  banner: { js: `"use strict";const{${copied.join(",")}}=globalThis;` },
  logLevel: "warning",
};

await build({
  ...options,
  entryPoints: ["src/script.ts"],
  globalName: "stopgapKernel",
  outfile: "dist/bundle/kernel.js",
});
await build({
  ...options,
  entryPoints: ["src/schemas.ts"],
  globalName: "stopgapSchemas",
  outfile: "dist/bundle/schemas.js",
});
