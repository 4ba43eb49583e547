import { isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildFailure, type Message, type Plugin } from "esbuild";

/** Modules as one that evaluates them one by one. */
export interface EvaluationBundle {
  readonly code: string;
  /** Version 3, as JSON. */
  readonly sourceMap: string;
}

/** Why modules cannot be made one. */
export interface EvaluationRefusal {
  readonly errors: readonly Message[];
}

/**
 * Makes one module of some, for a worker thread of Node.
 *
 * @param files absolute
 * @param folder resolves `@stopgap/runtime`
 * @param tsconfig says where other imports lead
 */
export async function evaluationBundle(
  files: readonly string[],
  folder: string,
  tsconfig: string,
  conditions: readonly string[],
): Promise<EvaluationBundle | EvaluationRefusal> {
  try {
    const { outputFiles } = await build({
      stdin: { contents: program(files), resolveDir: folder, loader: "ts" },
      absWorkingDir: dirname(tsconfig),
      tsconfig,
      bundle: true,
      write: false,
      outfile: "/evaluation.mjs",
      format: "esm",
      // As near as Node comes to a place without Node and without a browser.
      platform: "browser",
      target: "es2022",
      conditions: [...conditions],
      external: ["node:worker_threads"],
      define: { "process.env.NODE_ENV": '"production"' },
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
      plugins: [placeholders],
    });
    const text = (ending: string): string =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    return { code: text(".mjs"), sourceMap: text(".map") };
  } catch (cause) {
    const { errors } = cause as Partial<BuildFailure>;
    if (!errors) throw cause;
    return { errors };
  }
}

function program(files: readonly string[]): string {
  const own = (name: string): string =>
    JSON.stringify(fileURLToPath(new URL(`./${name}.js`, import.meta.url)));
  const loaders = files.map(
    (file) => `[${JSON.stringify(file)}, () => import(${JSON.stringify(file)})]`,
  );
  return `import { parentPort } from "node:worker_threads";
import { v } from "@stopgap/runtime";
import { evaluateModules } from ${own("evaluate-in-worker")};
await evaluateModules([${loaders.join(",\n")}], v, parentPort);`;
}

/** What cannot be found throws when it is used: packages may do without some of what they ask for. */
const placeholders: Plugin = {
  name: "placeholders",
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...args }) => {
      if (pluginData === tried || path === "node:worker_threads") return undefined;
      const found = await build.resolve(path, { ...args, pluginData: tried });
      return found.errors.length > 0 || (found.external && isBuiltin(path))
        ? { path, namespace: "unavailable" }
        : found;
    });
    build.onLoad({ filter: /.*/, namespace: "unavailable" }, ({ path }) => ({
      contents: `throw exports.error = new Error(${JSON.stringify(`module ${path} is not available in the database`)});`,
    }));
  },
};

const tried = {};
