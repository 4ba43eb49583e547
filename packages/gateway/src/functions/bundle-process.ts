import { openProject, type ProjectBundle, ProjectError } from "@stopgap/compiler/project";

import type { ModuleFolder } from "./module-folder.js";

/** What the process tells of the project that it was given: one of the two, once. */
export type BundleMessage =
  { readonly bundle: ProjectBundle } | { readonly problems: readonly string[] };

process.once("message", (folder: ModuleFolder) => {
  void bundle(folder).then((message) => process.send?.(message));
});

async function bundle(folder: ModuleFolder): Promise<BundleMessage> {
  const project = openProject({ ...folder, keepsTypes: false, isForeign: true });
  try {
    return { bundle: await project.bundle() };
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return { problems: problemsOf(error, folder) };
  } finally {
    await project.close();
  }
}

/** A line each, such as `functions/orders.ts:3:7: Type 'string' is not assignable to type 'number'.` */
function problemsOf(
  { message, diagnostics }: ProjectError,
  { folder }: ModuleFolder,
): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return [message];
  return errors.map(({ file, line, column, message }) => {
    if (file === null) return message;
    const place = line === null ? "" : `:${String(line)}:${String(column)}`;
    return `${file.replace(folder, "functions")}${place}: ${message}`;
  });
}
