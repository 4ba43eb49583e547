import { createHash } from "node:crypto";

import { artifactHash, createCompiler, loadDeclarations } from "@stopgap/compiler";
import type { BundledArtifact, ProjectBundle, ProjectFunction } from "@stopgap/compiler/project";

/** A module of a project: its source, what its imports are, and its functions by export name. */
export interface Module {
  readonly source: string;
  /** Specifier to the path of another module, which comes before it. */
  readonly imports?: Readonly<Record<string, string>>;
  readonly functions?: Readonly<Record<string, Partial<ProjectFunction>>>;
}

const compiler = createCompiler(loadDeclarations(), {
  imports: {
    module: () => ({ source: "", language: "ts", imports: {} }),
    resolve: () => undefined,
    declarations: () => ({}),
  },
});

/** Modules by path (`admin/users`) as a project is bundled, without looking at their types. */
export function projectBundle(modules: Readonly<Record<string, Module>>): ProjectBundle {
  const artifacts = new Map<string, BundledArtifact>();
  const functions: ProjectBundle["functions"][number][] = [];
  for (const [path, { source, imports = {}, functions: exported = {} }] of Object.entries(
    modules,
  )) {
    const hashes = Object.entries(imports).map(([specifier, other]) => {
      const hash = artifacts.get(other)?.hash;
      if (hash === undefined) throw new Error(`there is no module ${other}`);
      return [specifier, hash] as const;
    });
    const artifact = compile(`${path}.ts`, source, Object.fromEntries(hashes));
    artifacts.set(path, artifact);
    const modulePath = `api.${path.replaceAll("/", ".")}`;
    for (const [exportName, members] of Object.entries(exported)) {
      functions.push({
        path: `${modulePath}.${exportName}`,
        modulePath,
        exportName,
        file: `${path}.ts`,
        kind: "query",
        roles: null,
        definer: null,
        idempotent: true,
        args: null,
        result: null,
        ...members,
        artifactHash: artifact.hash,
      });
    }
  }
  functions.sort((a, b) => (a.path < b.path ? -1 : 1));
  const contract = functions
    .filter(({ kind }) => !kind.startsWith("internal"))
    .map(({ path, kind, idempotent, args, result }) => ({ path, kind, idempotent, args, result }));
  const digest = createHash("sha256").update(JSON.stringify(contract)).digest("hex");
  return { functions, artifacts: [...artifacts.values()], contractHash: `sha256:${digest}` };
}

function compile(
  file: string,
  source: string,
  imports: Readonly<Record<string, string>>,
): BundledArtifact {
  const map = Object.entries(imports).map(([name, hash]) => [name, `plts+artifact:${hash}`]);
  const importMap = Object.fromEntries(map) as Readonly<Record<string, string>>;
  const compiled = compiler.compile({
    source,
    check: false,
    options: { source_map: true, import_map: importMap },
  });
  if (compiled.code === "") throw new Error(JSON.stringify(compiled.diagnostics));
  const { code, options, fingerprint, sourceMap, abi } = compiled;
  const hash = artifactHash({ fingerprint, source, code, options });
  return { hash, source, code, options, fingerprint, sourceMap, abi, imports, file };
}

/** A module with one query for each name, which returns the value. */
export function returning(
  values: Readonly<Record<string, unknown>>,
  members: Partial<ProjectFunction> = {},
): Module {
  const lines = Object.entries(values).map(
    ([name, value]) => `export const ${name} = query(() => (${JSON.stringify(value)}));`,
  );
  return {
    source: `import { query } from "@stopgap/runtime";\n${lines.join("\n")}\n`,
    functions: Object.fromEntries(Object.keys(values).map((name) => [name, members])),
  };
}
