import { DeployError } from "./errors.js";

/** What the database answers of a deploy that has failed, which it has kept. */
export interface AttemptFailure {
  readonly ok: false;
  readonly deployment_id: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly detail: string | null;
    readonly hint: string | null;
    readonly step: string | null;
  };
}

/** The error that a failed deploy is thrown as. */
export function failureOf({ deployment_id: id, error }: AttemptFailure): DeployError {
  const { code, message, detail, hint, step } = error;
  return new DeployError(id, message, {
    sqlstate: code,
    detail: detail ?? undefined,
    hint: hint ?? undefined,
    step: step ?? undefined,
  });
}
