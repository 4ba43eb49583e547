import type { Invocation } from "../invocation.js";
import { type BuiltProject, buildProject } from "./build-project.js";
import { type OpenedProject, withProject } from "./with-project.js";

/**
 * Builds the project that the command was started in, runs `work` with it, and shows how far both are.
 *
 * @throws {CliError} `not_a_project`, `no_functions`, `compile_errors`
 */
export function withBuiltProject<Result>(
  invocation: Invocation,
  work: (built: BuiltProject, opened: OpenedProject) => Promise<Result>,
): Promise<Result> {
  const { context, reporter } = invocation;
  return reporter.during(async (tell) => {
    const start = context.now();
    tell?.({ type: "step-started", step: "build", total: null });
    return withProject(invocation, async (opened) => {
      const built = await buildProject(opened);
      const durationMs = context.now() - start;
      const done = built.bundle.functions.length;
      tell?.({ type: "step-finished", step: "build", done, total: null, durationMs });
      return work(built, opened);
    });
  });
}
