/**
 * Deployments for programs: deploy, roll back, diff, prune, status, verify, repair.
 *
 * @module
 */
export type { Activation, RollbackOptions, RollbackTarget } from "./activation.js";
export { BreakingChangeError } from "./bundle/breaking-change-error.js";
export type { GitState } from "./bundle/bundle-json.js";
export type { DeployBundleOptions, DeployBundleResult } from "./bundle/deploy-bundle.js";
export type { BundleDiff } from "./bundle/diff-bundle.js";
export type { CallOptions } from "./call-function.js";
export { compareContracts, describeReason } from "./contract/compare-contracts.js";
export type {
  Compatibility,
  Contract,
  ContractChange,
  ContractReason,
} from "./contract/compare-contracts.js";
export type { BundleFunctionChange } from "./contract/function-compatibility.js";
export type { DeployOptions, DeployResult } from "./deploy.js";
export { createDeployer } from "./deployer.js";
export type { Deployer, DeployerOptions } from "./deployer.js";
export type {
  ChangeSummary,
  Deployment,
  DescribedDeployment,
  ListedDeployment,
  Manifest,
  ManifestFunction,
  Pruned,
  RecordedFailure,
} from "./deployment.js";
export type { Diff, FunctionChange } from "./diff.js";
export { diagnose } from "./doctor/diagnose.js";
export type { DiagnoseOptions } from "./doctor/diagnose.js";
export { doctorChecks } from "./doctor/finding.js";
export type { DoctorCheck, Finding } from "./doctor/finding.js";
export { DeployError, DeployerError } from "./errors.js";
export type { DatabaseErrorFields, DeployerErrorCode } from "./errors.js";
export type { GarbageOptions, GarbageResult, KeepReason } from "./garbage.js";
export type { EnvironmentStatus, PageOptions } from "./history.js";
export type { AddedPackages, AddPackagesOptions, AvailablePackage } from "./packages.js";
export type { PinResult, PinUntil } from "./pin.js";
export type { ApplyOptions } from "./plan/apply.js";
export type { Plan, PlanObstacle, PlanOptions, PlannedPrune } from "./plan/plan.js";
export { deployerSteps } from "./progress/deployer-event.js";
export type {
  DeployerEvent,
  DeployerEventListener,
  DeployerStep,
} from "./progress/deployer-event.js";
export { operationEvents } from "./progress/operation-events.js";
export { isProgressNotice } from "./progress/progress-notice.js";
export type { Notice } from "./progress/progress-notice.js";
export type { PruneOptions, PruneResult } from "./prune.js";
export type { FailureToRecord } from "./record-failure.js";
export type { HeldLock } from "./rehearsal/held-locks.js";
export type { Rehearsal, RehearsedStep, RehearseOptions } from "./rehearsal/rehearse.js";
export type { RepairResult } from "./repair.js";
export type { ConnectionOptions } from "./session/open-connections.js";
export type { OperationOptions } from "./session/operation-options.js";
export type { ClientPool, PooledClient, SessionClient } from "./session/session-client.js";
export { canTransition, deploymentStates, deploymentTransitions } from "./state-machine.js";
export type { DeploymentGuard, DeploymentStatus, DeploymentTransition } from "./state-machine.js";
export type {
  Drift,
  DriftKind,
  MissingVersion,
  Verification,
  VerifiedFunction,
  VerifiedSchema,
  VerifiedStatus,
} from "./verify.js";
