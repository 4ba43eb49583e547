import { callRoute } from "../routes/call.js";
import { healthRoute } from "../routes/health.js";
import { liveRoute } from "../routes/live.js";
import { metricsRoute } from "../routes/metrics.js";
import { openapiRoute } from "../routes/openapi.js";
import { readyRoute } from "../routes/ready.js";
import { versionRoute } from "../routes/version.js";
import type { Route } from "./gateway-app.js";

/** All routes, in the order of the API's description. */
export const routes: readonly Route[] = [
  callRoute,
  liveRoute,
  readyRoute,
  healthRoute,
  metricsRoute,
  versionRoute,
  openapiRoute,
];
