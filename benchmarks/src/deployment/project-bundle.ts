import { createHash } from "node:crypto";

import { artifactHash, createCompiler, loadDeclarations } from "@stopgap/compiler";
import type { BundledArtifact, ProjectBundle, ProjectFunction } from "@stopgap/compiler/project";

import { functionSource } from "./function-source.js";

const compiler = createCompiler(loadDeclarations(), {
  imports: {
    module: () => ({ source: "", language: "ts", imports: {} }),
    resolve: () => undefined,
    declarations: () => ({}),
  },
});

const args: ProjectFunction["args"] = {
  type: "object",
  properties: {
    id: { type: "integer" },
    email: { type: "string" },
    note: { type: "string" },
    tags: { type: "array", items: { type: "string" } },
  },
  required: ["id", "email", "tags"],
  additionalProperties: false,
};

/** Compiled modules by source and import: what has not changed is not compiled again. */
const compiled = new Map<string, BundledArtifact>();

/**
 * As many modules with a function each, and one that all of them import.
 *
 * @param version gives another text to the module that is shared, or to the first function
 */
export function projectBundle(
  functions: number,
  version: { readonly shared?: number; readonly first?: number } = {},
): ProjectBundle {
  const shared = compile(`export const scale = ${String(version.shared ?? 0)};`, {});
  const modules = Array.from({ length: functions }, (_, number) => {
    const text = functionSource(number, number === 0 ? (version.first ?? 0) : 0);
    const source = `import { scale } from "./shared";\n${text.replace("export default", "export const run =")}\nvoid scale;\n`;
    return compile(source, { "./shared": shared.hash });
  });
  const all = modules.map(({ hash }, number) => {
    const name = `f${String(number).padStart(4, "0")}`;
    return {
      path: `api.bench.${name}.run`,
      modulePath: `api.bench.${name}`,
      exportName: "run",
      file: `bench/${name}.ts`,
      kind: "mutation" as const,
      roles: null,
      definer: null,
      idempotent: false,
      args,
      result: null,
      artifactHash: hash,
    };
  });
  return {
    functions: all,
    artifacts: [shared, ...modules],
    contractHash: `sha256:${createHash("sha256").update(JSON.stringify(all.length)).digest("hex")}`,
  };
}

function compile(source: string, imports: Readonly<Record<string, string>>): BundledArtifact {
  const key = JSON.stringify([source, imports]);
  const known = compiled.get(key);
  if (known) return known;
  const map = Object.entries(imports).map(([name, hash]) => [name, `plts+artifact:${hash}`]);
  const importMap = Object.fromEntries(map) as Readonly<Record<string, string>>;
  const output = compiler.compile({
    source,
    check: false,
    options: { source_map: true, import_map: importMap },
  });
  const { code, options, fingerprint, sourceMap, abi } = output;
  const hash = artifactHash({ fingerprint, source, code, options });
  const made = { hash, source, code, options, fingerprint, sourceMap, abi, imports, file: null };
  compiled.set(key, made);
  return made;
}
