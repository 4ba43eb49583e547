import { DeployerError } from "../../src/index.js";

/** What an operation fails with. */
export async function failure(operation: Promise<unknown>): Promise<DeployerError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DeployerError) return error;
  throw new Error("no DeployerError was thrown", { cause: error });
}
