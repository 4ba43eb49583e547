import { adminCreateTenantRoute } from "../routes/admin-create-tenant.js";
import { adminDatabasesRoute } from "../routes/admin-databases.js";
import { callRoute } from "../routes/call.js";
import { databaseCreateRoute } from "../routes/database-create.js";
import { fleetMigrateRoute } from "../routes/fleet-migrate.js";
import { healthRoute } from "../routes/health.js";
import { liveRoute } from "../routes/live.js";
import { metricsRoute } from "../routes/metrics.js";
import { migrateRoute } from "../routes/migrate.js";
import { openapiRoute } from "../routes/openapi.js";
import { platformCredentialsRoute } from "../routes/platform-credentials.js";
import { platformDatabasesRoute } from "../routes/platform-databases.js";
import { platformDeployRoute } from "../routes/platform-deploy.js";
import { platformRegisterRoute } from "../routes/platform-register.js";
import { platformRollbackRoute } from "../routes/platform-rollback.js";
import { platformSchemaRoute } from "../routes/platform-schema.js";
import { platformSchemasRoute } from "../routes/platform-schemas.js";
import { platformStatusRoute } from "../routes/platform-status.js";
import { platformsRoute } from "../routes/platforms.js";
import { readyRoute } from "../routes/ready.js";
import { registerRoute } from "../routes/register.js";
import { v2MigrateRoute } from "../routes/v2-migrate.js";
import { versionRoute } from "../routes/version.js";
import type { Route } from "./gateway-app.js";

/** All routes, in the order of the API's description. */
export const routes: readonly Route[] = [
  registerRoute,
  migrateRoute,
  databaseCreateRoute,
  v2MigrateRoute,
  fleetMigrateRoute,
  platformDeployRoute,
  platformRollbackRoute,
  platformStatusRoute,
  platformRegisterRoute,
  platformCredentialsRoute,
  platformSchemaRoute,
  platformSchemasRoute,
  platformDatabasesRoute,
  platformsRoute,
  adminDatabasesRoute,
  adminCreateTenantRoute,
  callRoute,
  liveRoute,
  readyRoute,
  healthRoute,
  metricsRoute,
  versionRoute,
  openapiRoute,
];
