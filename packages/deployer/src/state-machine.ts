/** The states of a deployment. */
export const deploymentStates = [
  "open",
  "sealed",
  "active",
  "superseded",
  "rolled_back",
  "failed",
] as const;

/** Where a deployment is in its life. */
export type DeploymentStatus = (typeof deploymentStates)[number];

/** What must hold for a transition. The database sees to it. */
export type DeploymentGuard =
  /** Its functions are live as it has them. */
  | "is-materialized"
  /** Its manifest has the error. */
  | "keeps-error"
  /** No other deployment of its environment is active. */
  | "is-alone"
  /** One that was made after it becomes active. */
  | "replaced-by-newer"
  /** One that was made before it becomes active. */
  | "replaced-by-older";

/** A step in the life of a deployment. */
export interface DeploymentTransition {
  readonly from: DeploymentStatus;
  readonly to: DeploymentStatus;
  readonly guard: DeploymentGuard;
}

/**
 * All transitions that there are. The function `stopgap.transition` makes them, and refuses any other.
 *
 * @example
 * const next = deploymentTransitions.filter(({ from }) => from === deployment.status);
 */
export const deploymentTransitions = [
  { from: "open", to: "sealed", guard: "is-materialized" },
  { from: "open", to: "failed", guard: "keeps-error" },
  { from: "sealed", to: "active", guard: "is-alone" },
  { from: "sealed", to: "failed", guard: "keeps-error" },
  { from: "active", to: "superseded", guard: "replaced-by-newer" },
  { from: "active", to: "rolled_back", guard: "replaced-by-older" },
  { from: "superseded", to: "active", guard: "is-alone" },
  { from: "rolled_back", to: "active", guard: "is-alone" },
] as const satisfies readonly DeploymentTransition[];

/** Whether a deployment can go from one state to another, if the guard of that transition holds. */
export function canTransition(from: DeploymentStatus, to: DeploymentStatus): boolean {
  return deploymentTransitions.some((one) => one.from === from && one.to === to);
}
