import { CallError, ClientError } from "../../src/index.js";

/** What a call must fail with. */
export async function callFailure(call: Promise<unknown>): Promise<CallError> {
  const error = await thrownBy(call);
  if (error instanceof CallError) return error;
  throw new Error("no CallError was thrown", { cause: error });
}

/** What an operation of the client must fail with, that is no call. */
export async function clientFailure(operation: Promise<unknown>): Promise<ClientError> {
  const error = await thrownBy(operation);
  if (error instanceof ClientError) return error as ClientError;
  throw new Error("no ClientError was thrown", { cause: error });
}

function thrownBy(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    () => undefined,
    (error: unknown) => error,
  );
}
