import {
  artifactHash,
  type CompilerOptions,
  createCompiler,
  loadDeclarations,
} from "@stopgap/compiler";

/** An artifact of a bundle, as `deploy_bundle` takes it. */
export interface ArtifactJson {
  readonly artifact_hash: string;
  readonly source_ts?: string;
  readonly compiled_js?: string;
  readonly compiler_opts?: CompilerOptions;
  readonly compiler_fingerprint?: string;
  readonly source_map?: string | null;
  readonly abi?: number;
  readonly imports?: Readonly<Record<string, unknown>>;
}

/** A function of a bundle. */
export interface FunctionJson {
  readonly function_path: string;
  readonly module_path: string;
  readonly export_name: string;
  readonly kind: string;
  readonly artifact_hash: string;
  readonly roles: readonly string[] | null;
  readonly definer: string | null;
  readonly idempotent: boolean;
  readonly args_schema: unknown;
  readonly result_schema: unknown;
}

export interface BundleJson {
  readonly source_root: string | null;
  readonly contract_hash: string | null;
  readonly git: { readonly commit: string; readonly is_dirty: boolean } | null;
  readonly functions: readonly FunctionJson[];
  readonly artifacts: readonly ArtifactJson[];
}

/** A module of a project: its source, where its imports lead, and its functions by export name. */
export interface Module {
  readonly source: string;
  /** Specifier to the path of another module, which comes before it. */
  readonly imports?: Readonly<Record<string, string>>;
  readonly functions?: Readonly<Record<string, Partial<FunctionJson>>>;
}

const compiler = createCompiler(loadDeclarations(), {
  imports: {
    module: () => ({ source: "", language: "ts", imports: {} }),
    resolve: () => undefined,
    declarations: () => ({}),
  },
});

/** Compiles a module as a project does. `fingerprint` is another compiler's where it is given. */
export function artifact(
  source: string,
  imports: Readonly<Record<string, string>> = {},
  fingerprint?: string,
): Required<ArtifactJson> {
  const map = Object.entries(imports).map(([name, hash]) => [name, `plts+artifact:${hash}`]);
  const compiled = compiler.compile({
    source,
    check: false,
    options: { source_map: true, import_map: Object.fromEntries(map) as Record<string, string> },
  });
  if (compiled.code === "") throw new Error(JSON.stringify(compiled.diagnostics));
  const made = { ...compiled, fingerprint: fingerprint ?? compiled.fingerprint };
  return {
    artifact_hash: artifactHash({ source, ...made }),
    source_ts: source,
    compiled_js: made.code,
    compiler_opts: made.options,
    compiler_fingerprint: made.fingerprint,
    source_map: made.sourceMap,
    abi: made.abi,
    imports: made.imports,
  };
}

/** A project as a bundle: modules by path (`admin/users`), those that are imported before those that import them. */
export function bundle(
  modules: Readonly<Record<string, Module>>,
  fingerprint?: string,
): BundleJson {
  const artifacts = new Map<string, Required<ArtifactJson>>();
  const functions: FunctionJson[] = [];
  for (const [path, { source, imports = {}, functions: exported = {} }] of Object.entries(
    modules,
  )) {
    const hashes = Object.entries(imports).map(([specifier, other]) => {
      const hash = artifacts.get(other)?.artifact_hash;
      if (hash === undefined) throw new Error(`there is no module ${other}`);
      return [specifier, hash] as const;
    });
    const made = artifact(source, Object.fromEntries(hashes), fingerprint);
    artifacts.set(path, made);
    for (const [name, members] of Object.entries(exported)) {
      functions.push(fn(`api.${path.replaceAll("/", ".")}.${name}`, made.artifact_hash, members));
    }
  }
  return {
    source_root: "stopgap",
    contract_hash: null,
    git: null,
    functions: functions.sort((a, b) => (a.function_path < b.function_path ? -1 : 1)),
    artifacts: [
      ...new Map([...artifacts.values()].map((made) => [made.artifact_hash, made])).values(),
    ],
  };
}

/** A function of a bundle, a query that takes and returns anything unless it is said. */
export function fn(
  path: string,
  artifactHash: string,
  members: Partial<FunctionJson> = {},
): FunctionJson {
  const [, modulePath = "", exportName = ""] = /^(.*)[.]([^.]*)$/.exec(path) ?? [];
  return {
    function_path: path,
    module_path: modulePath,
    export_name: exportName,
    kind: "query",
    artifact_hash: artifactHash,
    roles: null,
    definer: null,
    idempotent: true,
    args_schema: null,
    result_schema: null,
    ...members,
  };
}

/** A module with one query for each name, which returns the value. */
export function returning(values: Readonly<Record<string, unknown>>): Module {
  const lines = Object.entries(values).map(
    ([name, value]) => `export const ${name} = query(() => (${JSON.stringify(value)}));`,
  );
  return {
    source: `import { query } from "@stopgap/runtime";\n${lines.join("\n")}\n`,
    functions: Object.fromEntries(Object.keys(values).map((name) => [name, {}])),
  };
}
