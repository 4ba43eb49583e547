import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";

/** The client's types, as far as the generated code needs them. */
const client = `export interface Query<Args, Result> { (args: Args): Promise<Result> }
export interface Mutation<Args, Result> { (args: Args): Promise<Result> }
export declare function defineApi<Api>(contents: object): Api;
`;

/** Type-checks a generated api as a program of its own, as `tsc` does. */
export async function timeTypeCheck(root: string, api: string): Promise<void> {
  const folder = join(root, "caller");
  const installed = join(folder, "node_modules/@stopgap/client");
  await mkdir(installed, { recursive: true });
  await writeFile(
    join(installed, "package.json"),
    `{ "name": "@stopgap/client", "types": "index.d.ts" }`,
  );
  await writeFile(join(installed, "index.d.ts"), client);
  const file = join(folder, "api.ts");
  await writeFile(file, api);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  });
  const [problem] = ts.getPreEmitDiagnostics(program);
  if (problem) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
}
