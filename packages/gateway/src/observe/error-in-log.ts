import { GatewayError } from "../errors/gateway-error.js";

/** An error as the log has it. What PostgreSQL says of values (its detail, its context) stays out. */
export function errorInLog(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: "something that is not an error was thrown" };
  const { code } = error as Partial<NodeJS.ErrnoException>;
  const own = error instanceof GatewayError ? { code: error.code, ...ownFields(error) } : { code };
  return {
    type: error.name,
    message: error.message,
    ...own,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: errorInLog(error.cause) }),
  };
}

function ownFields({ fields }: GatewayError): Readonly<Record<string, unknown>> {
  return { database: fields.database, sqlstate: fields.sqlstate };
}
