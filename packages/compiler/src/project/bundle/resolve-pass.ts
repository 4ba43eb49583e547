import { dirname } from "node:path";
import {
  type BuildContext,
  type BuildFailure,
  context,
  type ImportKind,
  type Message,
  type Metafile,
  type Plugin,
  type PluginBuild,
} from "esbuild";
import { type ImportTarget, readSpecifier, unresolved } from "./import-target.js";
import { isInPackage, type ModuleFiles } from "./module-files.js";

/** Where the imports of a project lead, as far as its entries reach. */
export interface ResolvedProject {
  /** Where a module's import leads. */
  readonly target: (key: string, specifier: string) => ImportTarget;
  /** Whether a module is written with `require` and `module.exports`. */
  readonly isCommonJs: (key: string) => boolean;
  /** What a module asks `require` for, though it is written with imports. */
  readonly required: (key: string) => readonly string[];
  /** The text of a module in a `data:` URL, and the folder that resolves its imports. */
  readonly held: ReadonlyMap<string, HeldModule>;
}

export interface HeldModule {
  readonly source: string;
  /** The file that holds it. */
  readonly holder: string;
}

interface Importer {
  readonly holder: string;
  readonly resolveDir: string;
  readonly kind: ImportKind;
}

/** Asks esbuild where imports lead, with what the project's own settings say. */
export class ResolvePass {
  readonly #files: ModuleFiles;
  readonly #tsconfig: string | undefined;
  readonly #conditions: readonly string[];
  readonly #faultIn: (source: string) => string | undefined;
  #context: Promise<BuildContext<{ readonly metafile: true; readonly write: false }>> | undefined;
  #contextOf = "";
  /** What specifiers that are no relative paths lead to, by importing file. */
  #named = new Map<string, ImportTarget>();
  #held = new Map<string, HeldModule>();
  /** What has been asked of the bundler, which knows folders and not files. */
  #asked = new Map<string, Promise<ImportTarget>>();

  constructor(
    files: ModuleFiles,
    options: {
      readonly tsconfig?: string | undefined;
      readonly conditions: readonly string[];
      /** What is wrong with JavaScript that cannot be read. */
      readonly faultIn: (source: string) => string | undefined;
    },
  ) {
    this.#files = files;
    this.#tsconfig = options.tsconfig;
    this.#conditions = options.conditions;
    this.#faultIn = options.faultIn;
  }

  /**
   * @param entries keys of modules
   * @throws {BuildFailure} where a file cannot be read, or a relative import leads nowhere
   */
  async run(entries: readonly string[]): Promise<ResolvedProject> {
    const text = entries.map((key) => `import ${JSON.stringify(`./${key}`)};`).join("\n");
    if (!this.#context || this.#contextOf !== text) {
      await this.close();
      this.#contextOf = text;
      this.#context = this.#start(text);
    }
    this.#named = new Map();
    this.#held = new Map();
    this.#asked = new Map();
    const { metafile } = await (await this.#context).rebuild();
    return this.#read(metafile);
  }

  async close(): Promise<void> {
    const running = this.#context;
    this.#context = undefined;
    await (await running)?.dispose();
  }

  #start(contents: string): Promise<BuildContext<{ metafile: true; write: false }>> {
    return context({
      stdin: { contents, resolveDir: this.#files.root, sourcefile: "entries" },
      absWorkingDir: this.#files.root,
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      target: "esnext",
      conditions: ["module", ...this.#conditions],
      ...(this.#tsconfig === undefined ? {} : { tsconfig: this.#tsconfig }),
      logLevel: "silent",
      plugins: [this.#plugin()],
    });
  }

  #plugin(): Plugin {
    return {
      name: "project-modules",
      setup: (build) => {
        build.onResolve({ filter: notRelative }, async (args) => {
          if (args.pluginData === asked) return undefined;
          const { path: specifier, importer, namespace, resolveDir, kind } = args;
          const holder = namespace === "held" ? (this.#held.get(importer)?.holder ?? "") : importer;
          const found = await this.#resolve(build, specifier, { holder, resolveDir, kind });
          this.#named.set(`${importer}\0${specifier}`, found);
          if (found.kind !== "module") return { path: specifier, external: true };
          return this.#held.has(found.key)
            ? { path: found.key, namespace: "held" }
            : { path: this.#files.fileOf(found.key) };
        });
        build.onLoad({ filter: /.*/, namespace: "held" }, ({ path }) => {
          const { source = "", holder = "" } = this.#held.get(path) ?? {};
          return { contents: source, loader: "js", resolveDir: dirname(holder) };
        });
      },
    };
  }

  async #resolve(build: PluginBuild, specifier: string, from: Importer): Promise<ImportTarget> {
    const told = readSpecifier(specifier);
    if (told?.kind === "data") {
      const fault = this.#faultIn(told.source);
      if (fault !== undefined) return { kind: "refused", reason: `in it, ${fault}` };
      const key = `${this.#files.keyOf(dirname(from.holder))}/${specifier}`;
      this.#held.set(key, { source: told.source, holder: from.holder });
      return { kind: "module", key };
    }
    if (told) return told;
    const key = `${from.resolveDir}\0${from.kind}\0${specifier}`;
    const known = this.#asked.get(key);
    const asking = known ?? this.#ask(build, specifier, from);
    this.#asked.set(key, asking);
    return asking;
  }

  async #ask(
    build: PluginBuild,
    specifier: string,
    { holder, resolveDir, kind }: Importer,
  ): Promise<ImportTarget> {
    const found = await build.resolve(specifier, {
      kind,
      importer: holder,
      namespace: "file",
      resolveDir,
      pluginData: asked,
    });
    if (found.errors.length > 0 || found.namespace !== "file") return unresolved(specifier);
    return isInPackage(found.path)
      ? { kind: "package", file: found.path }
      : { kind: "module", key: this.#files.keyOf(found.path) };
  }

  #read({ inputs }: Metafile): ResolvedProject {
    const named = this.#named;
    const held = this.#held;
    const importsOf = (key: string): Metafile["inputs"][string]["imports"] =>
      inputs[held.has(key) ? `held:${key}` : key]?.imports ?? [];
    return {
      held,
      target: (key, specifier) => {
        const importer = held.has(key) ? key : this.#files.fileOf(key);
        const byName = named.get(`${importer}\0${specifier}`);
        if (byName) return byName;
        const found = importsOf(key).find(({ original }) => original === specifier)?.path;
        if (found === undefined) return { kind: "refused", reason: "there is no such file" };
        return isInPackage(found)
          ? { kind: "package", file: this.#files.fileOf(found) }
          : { kind: "module", key: found };
      },
      isCommonJs: (key) => inputs[key]?.format === "cjs",
      required: (key) =>
        importsOf(key)
          .filter(({ kind }) => kind === "require-call" || kind === "require-resolve")
          .map(({ path, original = path }) => original),
    };
  }
}

/** Go's regular expressions have no lookahead. */
const notRelative = /^($|[^.]|\.[^./]|\.\.[^/])/;

/** Marks what the plugin itself asks, which is for the bundler to answer. */
const asked = Symbol("asked");

/** What esbuild says in an error, where it is one of its own. */
export function buildErrors(error: unknown): readonly Message[] | undefined {
  const { errors } = error as Partial<BuildFailure>;
  return Array.isArray(errors) ? errors : undefined;
}
