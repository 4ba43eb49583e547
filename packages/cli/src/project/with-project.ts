import type { Project, ProjectError } from "@stopgap/compiler/project";

import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { Invocation } from "../invocation.js";
import { findProject, type FoundProject } from "./find-project.js";
import { diagnosedFiles, projectErrors } from "./project-diagnostics.js";

/** A project that can be checked and bundled. */
export interface OpenedProject extends FoundProject {
  readonly project: Project;
}

/** What is done with a project. */
export interface ProjectUse {
  /** Whether it is checked again and again. Default false: what a check needs is let go of after it. */
  readonly isWatched?: boolean;
}

/**
 * Runs `work` with the project that the command was started in, and lets go of it.
 *
 * @throws {CliError} `not_a_project`; `compile_errors` where `work` needs a project without errors
 */
export async function withProject<Result>(
  invocation: Invocation,
  work: (opened: OpenedProject) => Promise<Result>,
  { isWatched = false }: ProjectUse = {},
): Promise<Result> {
  const found = await findProject(invocation);
  const { folder, root, tsconfig } = found;
  // TypeScript is most of what the command loads, and only commands for projects need it.
  const { openProject } = await import("@stopgap/compiler/project");
  try {
    const project = openProject({
      folder,
      cacheFolder: `${root}/.stopgap/cache`,
      keepsTypes: isWatched,
      ...(tsconfig === undefined ? {} : { tsconfig }),
    });
    try {
      return await work({ ...found, project });
    } finally {
      await project.close();
    }
  } catch (error) {
    throw await projectFailure(error, invocation.context.folder);
  }
}

/** What an error of a project means, with the lines that it is about; any other error as it is. */
export async function projectFailure(error: unknown, from: string): Promise<unknown> {
  const { ProjectError } = await import("@stopgap/compiler/project");
  return error instanceof ProjectError ? describeProjectError(error, from) : error;
}

async function describeProjectError(error: ProjectError, from: string): Promise<CliError> {
  if (error.code === "diagnostics") {
    return projectErrors(await diagnosedFiles(error.diagnostics, from));
  }
  return new CliError("not_a_project", exitCodes.notAProject, error.message, { cause: error });
}
