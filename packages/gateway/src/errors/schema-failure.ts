import { BreakingChangeError, DeployerError } from "@stopgap/deployer";
import { SchemaError } from "@stopgap/schema";
import { InstallError } from "@stopgap/sql";

import { GatewayError, type GatewayErrorCode, type GatewayErrorFields } from "./gateway-error.js";

/**
 * What an error of a schema or of its functions means to the caller. An error that is of neither stays as it is.
 *
 * @param database - Where it happened; undefined before there was one.
 */
export function schemaFailure(error: unknown, database?: string): unknown {
  if (error instanceof SchemaError) return fromSchema(error, database);
  if (error instanceof BreakingChangeError) return fromBreakingChange(error, database);
  if (error instanceof DeployerError) return fromDeployer(error, database);
  if (error instanceof InstallError) return fromInstallation(error, database);
  return error;
}

type Meaning = readonly [code: GatewayErrorCode, message: string];

function fromSchema(error: SchemaError, database: string | undefined): unknown {
  // What the callback for modules has thrown.
  if (error.cause instanceof DeployerError || error.cause instanceof GatewayError) {
    return schemaFailure(error.cause, database);
  }
  const [code, message] = meaningOf(error);
  const isInDatabase = !["invalid_request", "schema_extraction_failed"].includes(code);
  // What is missing is the cause, section by section.
  const isVerification = error.code === "verification_failed" && error.detail !== undefined;
  const reason = error.code === "migration_failed" ? migrationCause(error) : error.message;
  return gatewayError(error, code, message, {
    database: code === "extension_not_available" || !isInDatabase ? undefined : database,
    reason: isVerification ? error.detail : reason,
    sqlstate: error.sqlstate,
    detail: isVerification ? undefined : error.detail,
    hint: error.hint,
    retryAfterSeconds: error.code === "busy" ? 5 : undefined,
  });
}

function meaningOf(error: SchemaError): Meaning {
  const object = (error.object ?? "").replace(/^public\./, "");
  const migration = (name: string): Meaning => ["migration_failed", `Migration ${name} failed`];
  switch (error.code) {
    case "unreadable_archive":
    case "not_a_schema":
    case "invalid_file":
    case "cycle":
      return ["schema_extraction_failed", "Failed to extract schema from uploaded archive"];
    case "blocked":
      return migration("schema validation");
    case "verification_failed":
      return migration("schema verification");
    case "migration_failed":
    case "migration_changed":
      return migration(object);
    case "type_failed":
      return migration(`type:${object}`);
    case "table_failed":
      return migration(`table:${object}`);
    case "refused":
      return migration(object === "" ? "schema" : object);
    case "function_failed":
      return ["function_deploy_failed", `Function ${object} deployment failed`];
    case "seed_failed":
      return ["query_failed", `Query for function 'seeder insert: ${object}' failed`];
    case "extension_not_available":
      return [
        "extension_not_available",
        `PostgreSQL extension '${object}' is not available on this server`,
      ];
    case "extension_failed":
      return ["extension_install_failed", `Failed to install extension '${object}'`];
    case "not_empty":
      return ["conflict", "The database has a schema already; migrate it"];
    case "busy":
      return ["unavailable", "Another migration or deployment of this database is under way"];
    case "aborted":
      return ["unavailable", "The migration was stopped; nothing of it has happened"];
  }
}

function migrationCause({ message, detail, hint, cause }: SchemaError): string {
  const said = cause instanceof Error ? cause.message : message;
  return `${said} - ${detail ?? "no additional detail"} (HINT: ${hint ?? "no hint provided"})`;
}

function fromBreakingChange(error: BreakingChangeError, database?: string): GatewayError {
  const paths = error.functions.map(({ function_path: path }) => path);
  const options = paths.map((path) => `break-function:${path}`).join(", ");
  return gatewayError(error, "function_deploy_failed", deploymentOf(paths.join(", ")), {
    database,
    reason: `${error.message}:\n${error.detail ?? ""}\n\nUse accept=${options} to proceed anyway.`,
  });
}

function fromDeployer(error: DeployerError, database?: string): GatewayError {
  const { code, message: reason, sqlstate, detail, hint } = error;
  const fields = { database, reason, sqlstate, detail, hint };
  switch (code) {
    case "busy":
      return gatewayError(
        error,
        "unavailable",
        "Another deployment of this database is under way",
        {
          ...fields,
          retryAfterSeconds: 5,
        },
      );
    case "aborted":
      return gatewayError(error, "unavailable", "The deployment was stopped", fields);
    case "cannot_connect":
    case "connection_lost":
      return gatewayError(
        error,
        "connection_failed",
        `Failed to connect to database '${database ?? ""}'`,
        fields,
      );
    case "conflict":
      return gatewayError(
        error,
        "conflict",
        "Another deployment has become active meanwhile",
        fields,
      );
    default:
      return gatewayError(error, "function_deploy_failed", deploymentOf("modules"), fields);
  }
}

function deploymentOf(what: string): string {
  return `Function ${what} deployment failed`;
}

function fromInstallation(error: InstallError, database?: string): GatewayError {
  const fields = { reason: error.message, hint: error.hint };
  switch (error.code) {
    case "engine_missing":
    case "engine_too_old":
    case "server_too_old":
      return gatewayError(
        error,
        "extension_not_available",
        "PostgreSQL extension 'plv8' is not available on this server, and TypeScript functions need it",
        fields,
      );
    default:
      return gatewayError(error, "function_deploy_failed", deploymentOf("modules"), {
        ...fields,
        database,
      });
  }
}

function gatewayError(
  cause: Error,
  code: GatewayErrorCode,
  message: string,
  fields: GatewayErrorFields,
): GatewayError {
  return new GatewayError(code, message, fields, { cause });
}
