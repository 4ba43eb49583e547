import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** The files of a package by path, or what its `package.json` says beside name and version. */
type Package = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

/**
 * A folder with packages in its `node_modules`, each of version 1.0.0. It is gone after the file's tests.
 *
 * @param deeper folders between the temporary folder and this one
 */
export async function installed(
  packages: Readonly<Record<string, Package>>,
  deeper = "",
): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), "stopgap-vendor-"));
  afterAll(() => rm(temporary, { recursive: true }));
  const folder = join(temporary, deeper);
  for (const [name, files] of Object.entries(packages)) {
    const manifest = { name, version: "1.0.0", ...(files["package.json"] as object | undefined) };
    const all = { ...files, "package.json": JSON.stringify(manifest) };
    for (const [path, text] of Object.entries(all)) {
      const file = join(folder, "node_modules", name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The exports of a module's text. */
export async function evaluate(code: string): Promise<Readonly<Record<string, unknown>>> {
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  return { ...((await import(url)) as Readonly<Record<string, unknown>>) };
}

/** An ECMAScript package with this as its main module. */
export function esm(code: string, types?: string): Package {
  const main = { type: "module", exports: "./index.js" };
  if (types === undefined) return { "package.json": main, "index.js": code };
  return {
    "package.json": { ...main, exports: { types: "./index.d.ts", default: "./index.js" } },
    "index.js": code,
    "index.d.ts": types,
  };
}

/** A CommonJS package with this as its main module. */
export function commonJs(code: string): Package {
  return { "package.json": { main: "./index.js" }, "index.js": code };
}
