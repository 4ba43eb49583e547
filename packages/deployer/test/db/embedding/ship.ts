import { openProject } from "@stopgap/compiler/project";

import { createDeployer, DeployerError, type Plan } from "../../../src/index.js";

interface Surroundings {
  readonly confirm: (plan: Plan) => Promise<boolean>;
  readonly tell: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Shows what a deploy of a project would do, asks, and does exactly that. Returns its id, or null. */
export async function ship(url: string, folder: string, { confirm, tell, signal }: Surroundings) {
  const project = openProject({ folder });
  const deployer = createDeployer({
    url,
    onEvent: (event) => {
      if (event.type === "step-finished") tell(`${event.step} took ${event.durationMs} ms`);
    },
  });
  try {
    const bundle = await project.bundle();
    const plan = await deployer.plan({ env: "prod", bundle, signal });
    for (const { message } of plan.blocked) tell(`blocked: ${message}`);
    for (const { function_path: path, change, compatibility } of plan.functions) {
      if (change !== "unchanged") tell(`${path}: ${change}, ${compatibility} for callers`);
    }
    if (plan.blocked.length > 0 || !(await confirm(plan))) return null;
    const { deploymentId } = await deployer.apply(plan, { bundle, label: "v1", signal });
    return deploymentId;
  } catch (error) {
    if (error instanceof DeployerError && error.code === "conflict") tell("Plan again.");
    throw error;
  } finally {
    await deployer.close();
    await project.close();
  }
}
