import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";

import type { SourceFile } from "@stopgap/schema";

/** A project in a temporary folder. */
export interface ModuleFolder {
  /** Holds the modules. */
  readonly folder: string;
  readonly tsconfig: string;
  readonly cacheFolder: string;
}

/** Writes modules into a temporary folder, as a project with `@stopgap/runtime`, and removes it after `use`, whatever comes. */
export async function withModuleFolder<Result>(
  modules: readonly SourceFile[],
  use: (folder: ModuleFolder) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), "stopgap-modules-"));
  try {
    const folder = join(root, "functions");
    const tsconfig = join(root, "tsconfig.json");
    await mkdir(folder);
    await writeFile(tsconfig, JSON.stringify({ compilerOptions: { strict: true } }));
    await writeFile(join(root, "package.json"), JSON.stringify({ type: "module" }));
    for (const [path, text] of Object.entries(await runtimeDeclarations())) {
      await write(root, join("node_modules", path), text);
    }
    for (const { path, text } of modules.filter(isModule)) await write(folder, path, text);
    return await use({ folder, tsconfig, cacheFolder: join(root, "cache") });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What may lie beside modules, a `README.md` or what an editor wants, does not run. */
function isModule({ path }: SourceFile): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx|json)$/.test(path);
}

async function write(root: string, path: string, text: string): Promise<void> {
  const file = resolve(root, path);
  if (!file.startsWith(`${root}${sep}`)) throw new Error(`a path leads out of its folder: ${path}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The types of what modules import. Its code is in the database. */
async function runtimeDeclarations(): Promise<Readonly<Record<string, string>>> {
  // With TypeScript in it: a gateway that has nothing to bundle needs none of its memory.
  const { loadDeclarations } = await import("@stopgap/compiler");
  const manifest = (name: string, types: string): string =>
    JSON.stringify({ name, version: "1.0.0", types });
  const files = new Map([
    ["@stopgap/runtime/package.json", manifest("@stopgap/runtime", "index.d.ts")],
    ["json-schema-to-ts/package.json", manifest("json-schema-to-ts", "json-schema-to-ts.d.ts")],
  ]);
  for (const [path, text] of Object.entries(loadDeclarations())) {
    const [, folder, name = ""] = /^\/(runtime|types)\/(.*)$/.exec(path) ?? [];
    if (folder === "runtime") files.set(`@stopgap/runtime/${name}`, text);
    if (folder === "types") files.set(`json-schema-to-ts/${name}`, text);
  }
  return Object.fromEntries(files);
}
