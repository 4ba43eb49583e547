import type { ProjectFunction } from "../project-bundle.js";
import { SchemaTypes } from "./schema-types.js";
import { type MemberText, objectText, type TypeText } from "./type-text.js";

/**
 * The text of a project's `_generated/api.ts`: the types of all functions that can be called from outside, made of their
 * contracts alone, so that callers need none of the project's sources. Equal functions give equal text.
 *
 * @param functions in any order
 * @param contractHash what `contractHash(functions)` returns
 * @example
 * await writeFile("stopgap/_generated/api.ts", generateApi(functions, contractHash(functions)));
 */
export function generateApi(functions: readonly ProjectFunction[], contractHash: string): string {
  const called = functions
    .filter(({ kind }) => !kind.startsWith("internal"))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const types = new SchemaTypes();
  const root: Folder = new Map();
  for (const one of called) put(root, one, functionType(one, types));
  const api = folderType(root)(0, "export interface Api ".length);
  const infos = called.map(
    ({ path, kind, idempotent }) =>
      `    ${JSON.stringify(apiKey(path))}: { kind: "${kind}", idempotent: ${String(idempotent)} },\n`,
  );
  const declarations = types.declarations.map((text) => `${text}\n\n`);
  return `/* eslint-disable */
// Made by \`stopgap build\` from the functions of this project. Changes are lost.
import { ${imports(called).join(", ")} } from "@stopgap/client";

${declarations.join("")}/** The project's functions. */
export interface Api ${called.length === 0 ? "{}" : api}

export const api = defineApi<Api>({
  contractHash: ${JSON.stringify(contractHash)},
  functions: {${infos.length === 0 ? "" : `\n${infos.join("")}  `}},
});
`;
}

/** What is in a folder or a module, by name. */
type Folder = Map<string, Folder | FunctionType>;

interface FunctionType {
  readonly doc: string | undefined;
  readonly type: TypeText;
}

function imports(functions: readonly ProjectFunction[]): string[] {
  const has = (kind: string): boolean => functions.some((one) => one.kind === kind);
  return [
    "defineApi",
    ...(has("mutation") ? ["type Mutation"] : []),
    ...(has("query") ? ["type Query"] : []),
  ];
}

function functionType(
  { kind, args, result, doc }: ProjectFunction,
  types: SchemaTypes,
): FunctionType {
  const argsType = types.typeOf(args, "args");
  const resultType = types.typeOf(result, "result");
  const name = kind === "query" ? "Query" : "Mutation";
  const type: TypeText = (indent, column) => {
    const flat = `${name}<${argsType(indent, 0)}, ${resultType(indent, 0)}>`;
    if (!flat.includes("\n") && column + flat.length < 100) return flat;
    const inner = indent + 2;
    const space = " ".repeat(inner);
    return `${name}<\n${space}${argsType(inner, inner)},\n${space}${resultType(inner, inner)}\n${" ".repeat(indent)}>`;
  };
  return { doc, type };
}

function put(root: Folder, { path }: ProjectFunction, type: FunctionType): void {
  const names = apiKey(path).split(".");
  const last = names.pop() ?? "";
  let folder = root;
  for (const name of names) {
    const inner = folder.get(name) ?? new Map<string, Folder | FunctionType>();
    folder.set(name, inner);
    if (inner instanceof Map) folder = inner;
  }
  folder.set(last, type);
}

function folderType(folder: Folder): TypeText {
  const members = [...folder].map(([name, inner]): MemberText => ({
    name,
    isOptional: false,
    isReadonly: true,
    ...(inner instanceof Map ? { type: folderType(inner) } : inner),
  }));
  return (indent) => objectText(members)(indent, Number.POSITIVE_INFINITY);
}

/** `api.users.get` is `users.get` to a client. */
function apiKey(path: string): string {
  return path.slice("api.".length);
}
