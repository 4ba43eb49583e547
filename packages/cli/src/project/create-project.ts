import { appendFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import { configNames } from "./find-project.js";
import type { ProjectConfig } from "./project-config.js";
import { readConfig } from "./read-config.js";
import { templates } from "./templates.js";

/** What marks the root of a project, the first one first. */
const markers = [".git", ".gitignore", "package.json"];

/** What was made of a project. */
export interface CreatedProject {
  readonly root: string;
  /** What the root was recognised by. */
  readonly marker: string;
  /** What was written, relative to the root. What was there already is left as it is. */
  readonly created: readonly string[];
  /** Where the example is, or would be, relative to the root. */
  readonly exampleFile: string;
}

/**
 * Makes a project in the nearest folder upwards that looks like the root of one. Does nothing where it is made already.
 *
 * @throws {CliError} `not_a_project` where no folder upwards looks like a root
 */
export async function createProject(from: string): Promise<CreatedProject> {
  const { root, marker } = await findRoot(from);
  const created: string[] = [];
  const config = await existingConfig(root);
  const folder = config?.folder ?? "stopgap";
  // An example is for those who begin.
  const isBeginning = !(await exists(join(root, folder)));
  for (const [template, text] of Object.entries(templates)) {
    if (template.endsWith("example.ts") && !isBeginning) continue;
    if (template.startsWith("stopgap.config.") && config !== undefined) continue;
    const path = template.replace(/^stopgap\//, `${folder}/`);
    if (await writeNew(join(root, path), text)) created.push(path);
  }
  if (await ignoreState(root)) created.push(".gitignore");
  return { root, marker, created, exampleFile: `${folder}/example.ts` };
}

async function findRoot(from: string): Promise<Pick<CreatedProject, "root" | "marker">> {
  for (let root = from; ; root = dirname(root)) {
    for (const marker of markers) {
      if (await exists(join(root, marker))) return { root, marker };
    }
    if (root !== dirname(root)) continue;
    throw new CliError(
      "not_a_project",
      exitCodes.notAProject,
      `project root not found from ${from}; expected one of .git, .gitignore, or package.json`,
      { hint: "Go to the project, or make one there with `npm init`." },
    );
  }
}

/** Whether the file was written: not where there is one. */
async function writeNew(path: string, text: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Keeps what commands leave in `.stopgap/` out of git. Whether something was written. */
async function ignoreState(root: string): Promise<boolean> {
  const path = join(root, ".gitignore");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text !== undefined && /^\/?\.stopgap\/?$/m.test(text)) return false;
  const separator = text === undefined || text === "" || text.endsWith("\n") ? "" : "\n";
  await appendFile(path, `${separator}.stopgap/\n`);
  return true;
}

async function existingConfig(root: string): Promise<ProjectConfig | undefined> {
  for (const name of configNames) {
    if (await exists(join(root, name))) return readConfig(join(root, name));
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
