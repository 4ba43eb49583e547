import { GatewayError } from "../errors/gateway-error.js";

export function platformNotFound(name: string): GatewayError {
  return new GatewayError("platform_not_found", `Platform '${name}' is not registered`);
}

export function platformAlreadyRegistered(name: string): GatewayError {
  return new GatewayError(
    "platform_already_registered",
    `Platform '${name}' is already registered`,
  );
}

export function platformNameMeets(name: string): GatewayError {
  return new GatewayError(
    "conflict",
    `Platform '${name}' would have the same databases as a platform of another name`,
  );
}

export function databaseAlreadyExists(name: string): GatewayError {
  return new GatewayError("database_already_exists", `Database '${name}' already exists`, {
    database: name,
  });
}

export function schemaNotFound(platform: string, name: string): GatewayError {
  return new GatewayError(
    "schema_not_found",
    `Schema '${name}' not found for platform '${platform}'. Register the schema first.`,
  );
}
