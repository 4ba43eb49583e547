import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";
import { type Declarations, jsonSchemaTypes } from "../src/core/declarations.js";

/** The declarations that modules are checked against, by virtual path. */
export async function collectDeclarations(): Promise<Declarations> {
  return {
    ...(await libraryDeclarations()),
    ...(await globalDeclarations()),
    ...(await runtimeDeclarations()),
    [jsonSchemaTypes]: await jsonSchemaDeclarations(),
  };
}

/** What there is beyond the language's library. */
async function globalDeclarations(): Promise<Record<string, string>> {
  const path = "/lib/globals.d.ts";
  const text = await readFile(new URL("../declarations/globals.d.ts", import.meta.url), "utf8");
  return { [path]: withoutComments(path, text) };
}

/** The ES2022 library with what it refers to, comments taken out. */
async function libraryDeclarations(): Promise<Record<string, string>> {
  const folder = dirname(createRequire(import.meta.url).resolve("typescript"));
  const declarations: Record<string, string> = {};
  const pending = ["lib.es2022.d.ts"];
  for (const name of pending) {
    const path = `/lib/${name}`;
    if (path in declarations) continue;
    const text = await readFile(join(folder, name), "utf8");
    declarations[path] = withoutComments(path, text);
    for (const reference of text.matchAll(/<reference lib="([^"]+)"/g)) {
      pending.push(`lib.${String(reference[1])}.d.ts`);
    }
  }
  return declarations;
}

/** The public types of `@stopgap/runtime`, file by file, as its own build would emit them. */
async function runtimeDeclarations(): Promise<Record<string, string>> {
  const folder = dirname(fileURLToPath(import.meta.resolve("@stopgap/runtime")));
  const declarations: Record<string, string> = {};
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith(".ts")) continue;
    const source = await readFile(join(folder, path), "utf8");
    const { outputText } = ts.transpileDeclaration(source, {
      fileName: path,
      compilerOptions: { removeComments: true },
    });
    const virtual = `/runtime/${relative(".", path).replace(/\.ts$/, ".d.ts")}`;
    declarations[virtual] = outputText;
  }
  return declarations;
}

/** The types of JSON Schema literals, their many files in one. */
async function jsonSchemaDeclarations(): Promise<string> {
  const runtime = createRequire(fileURLToPath(import.meta.resolve("@stopgap/runtime")));
  const entry = join(dirname(runtime.resolve("json-schema-to-ts")), "../types/index.d.ts");
  const bundle = await rollup({
    input: entry,
    plugins: [dts({ respectExternal: true })],
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "es" });
  return withoutComments(jsonSchemaTypes, output[0].code);
}

/** References stay, they are the only comments that mean something. */
function withoutComments(path: string, text: string): string {
  const references = text.match(/^\/\/\/ <reference .*$/gm) ?? [];
  const sourceFile = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const printed = ts.createPrinter({ removeComments: true }).printFile(sourceFile);
  return [...references, printed.replace(/^\/\/\/ .*$/gm, "")].join("\n");
}
