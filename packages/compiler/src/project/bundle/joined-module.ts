import { build, type BuildOptions, type Plugin } from "esbuild";
import { reExport } from "../packages/bundle-packages.js";
import type { GraphModule } from "./module-graph.js";

/** What stands for a module outside, or a package, by importing module and specifier; undefined where only types need it. */
type LeadsTo = (key: string, specifier: string) => string | undefined;

/** Modules that import each other, as one. */
export interface JoinedModule {
  /** An ECMAScript module that imports what lies outside by where it leads. */
  readonly source: string;
  /** From the source to the modules, by their keys. */
  readonly sourceMap: string;
  /** The members that others import, as modules over it; none where it is itself the only one. */
  readonly members: ReadonlyMap<string, JoinedMember>;
}

export interface JoinedMember {
  /** What the joined module calls what the member exports, by the member's names. */
  readonly names: ReadonlyMap<string, string>;
  /** What lies outside and is exported as a whole. */
  readonly stars: readonly string[];
}

const options = {
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "neutral",
  target: "esnext",
  charset: "utf8",
  logLevel: "silent",
  // A module means the same in a cycle as outside of one, whatever a tsconfig.json says.
  tsconfigRaw: {
    compilerOptions: {
      target: "ES2022",
      useDefineForClassFields: true,
      experimentalDecorators: false,
    },
  },
} as const satisfies BuildOptions;

/**
 * Joins modules that import each other. They are evaluated as they would be if the first one were imported first.
 *
 * @param members by key
 * @param exposed the keys of those that others import
 */
export async function joinModules(
  members: ReadonlyMap<string, GraphModule>,
  exposed: readonly string[],
  leadsTo: LeadsTo,
): Promise<JoinedModule> {
  const plugins = [memberModules(members, leadsTo)];
  const [only = "", ...others] = exposed;
  const exposedMembers =
    others.length === 0
      ? new Map<string, JoinedMember>()
      : await joinedMembers(members, exposed, plugins, leadsTo);
  const entry: BuildOptions =
    others.length === 0
      ? { entryPoints: [entryOf(only)] }
      : { stdin: { contents: entryText(members, exposedMembers), sourcefile: "cycle" } };
  const { outputFiles = [] } = await build({
    ...options,
    ...entry,
    sourcemap: "external",
    sourcesContent: false,
    outfile: "cycle.js",
    plugins,
  });
  const [map, code] = outputFiles;
  return { source: code?.text ?? "", sourceMap: map?.text ?? "", members: exposedMembers };
}

/** A module that has the exports of several, and that evaluates the first one first. */
function entryText(
  members: ReadonlyMap<string, GraphModule>,
  exposed: ReadonlyMap<string, JoinedMember>,
): string {
  const [first = ""] = members.keys();
  return [
    `import ${JSON.stringify(entryOf(first))};`,
    ...[...exposed].map(([key, { names }]) => reExport(entryOf(key), names)),
  ].join("\n");
}

/** What each member exports, itself or on behalf of another one. */
async function joinedMembers(
  members: ReadonlyMap<string, GraphModule>,
  exposed: readonly string[],
  plugins: Plugin[],
  leadsTo: LeadsTo,
): Promise<ReadonlyMap<string, JoinedMember>> {
  const found = await Promise.all(
    exposed.map(async (key, index) => {
      const { metafile } = await build({ ...options, entryPoints: [entryOf(key)], plugins });
      const [output] = Object.values(metafile.outputs);
      const names = [...(output?.exports ?? [])].sort();
      return [
        key,
        {
          names: new Map(names.map((name) => [name, `m${String(index)}_${name}`])),
          stars: outerStars(key, members, leadsTo),
        },
      ] as const;
    }),
  );
  return new Map(found);
}

/** What a member exports as a whole and is not a member, directly or by way of others. */
function outerStars(
  key: string,
  members: ReadonlyMap<string, GraphModule>,
  leadsTo: LeadsTo,
): readonly string[] {
  const stars = new Set<string>();
  const keys = new Set([key]);
  // A set is walked to its end, with what is added on the way.
  for (const each of keys) {
    const module = members.get(each);
    for (const specifier of module?.compiled.stars ?? []) {
      const target = module?.imports.get(specifier)?.target;
      const isMember = target?.kind === "module" && members.has(target.key);
      const outside = isMember ? undefined : leadsTo(each, specifier);
      if (isMember) keys.add(target.key);
      if (outside !== undefined) stars.add(outside);
    }
  }
  return [...stars];
}

function memberModules(members: ReadonlyMap<string, GraphModule>, leadsTo: LeadsTo): Plugin {
  return {
    name: "members",
    setup: (build) => {
      build.onResolve({ filter: /^entry:/ }, ({ path }) => ({
        path: path.slice(entryPrefix.length),
        namespace,
      }));
      build.onResolve({ filter: /.*/, namespace }, ({ path: specifier, importer }) => {
        const target = members.get(importer)?.imports.get(specifier)?.target;
        if (target?.kind === "module" && members.has(target.key)) {
          return { path: target.key, namespace };
        }
        const outside = leadsTo(importer, specifier);
        // Only types need it.
        return outside === undefined
          ? { path: specifier, namespace: "nothing", sideEffects: false }
          : { path: outside, external: true };
      });
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => {
        const { source, language } = members.get(path) ?? { source: "", language: "js" };
        return { contents: source, loader: language };
      });
      build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({
        contents: "module.exports = {};",
      }));
    },
  };
}

const namespace = "project";
const entryPrefix = "entry:";

function entryOf(key: string): string {
  return `${entryPrefix}${key}`;
}

/** The key of a module by its name in a joined one's source map. */
export function memberKey(source: string): string {
  return source.replace(/^project:/, "");
}
