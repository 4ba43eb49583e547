import { build, type BuildFailure, type BuildOptions, type Metafile } from "esbuild";
import { entrySpecifier, type NpmModules } from "./npm-modules.js";
import { VendorError } from "./vendor-error.js";

/** Modules made one. */
export interface Bundled {
  readonly code: string;
  /** Source map, version 3, as JSON; its sources are the modules' paths in the bundle. */
  readonly sourceMap: string;
  readonly metafile: Metafile;
}

const options = {
  bundle: true,
  write: false,
  metafile: true,
  sourcemap: "external",
  sourcesContent: false,
  outfile: "packages.js",
  format: "esm",
  platform: "browser",
  target: "es2022",
  // A module in the database is loaded as a whole, and has no place of its own.
  supported: { "dynamic-import": false, "import-meta": false },
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  // Names stay: errors and some packages show them.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  charset: "utf8",
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Makes one module of a module and everything that it imports, for a place without Node and without a browser.
 *
 * @param input a specifier, or the text of a module that imports `entrySpecifier(...)`
 * @param from the folder that resolves what the first module imports
 * @throws {VendorError} `broken_package` where something cannot be read
 */
export async function bundle(
  input: { readonly specifier: string } | { readonly text: string },
  from: string,
  modules: NpmModules,
): Promise<Bundled> {
  const entry: BuildOptions =
    "specifier" in input
      ? { entryPoints: [entrySpecifier(input.specifier)] }
      : { stdin: { contents: input.text, resolveDir: from, sourcefile: "packages" } };
  try {
    const { outputFiles, metafile } = await build({
      ...entry,
      ...options,
      absWorkingDir: from,
      plugins: [modules.plugin],
    });
    const [map, code] = outputFiles;
    return { code: code?.text ?? "", sourceMap: map?.text ?? "", metafile };
  } catch (cause) {
    const [first] = (cause as Partial<BuildFailure>).errors ?? [];
    if (!first) throw cause;
    const place = first.location ? ` (${first.location.file}:${String(first.location.line)})` : "";
    throw new VendorError("broken_package", `${first.text}${place}`, { cause });
  }
}
