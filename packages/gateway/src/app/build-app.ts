import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { LogController } from "fastify";

import { createAdminGuard } from "../access/admin-guard.js";
import { createClientAddress } from "../access/client-address.js";
import { createIdentity } from "../access/identity.js";
import { createTokenVerifier } from "../access/json-web-token.js";
import { createNetworkGuard, type NetworkGuard } from "../access/network-guard.js";
import { createRateLimit } from "../access/rate-limit.js";
import { asGatewayError } from "../errors/as-gateway-error.js";
import { sendError } from "../errors/send-error.js";
import { isTracing } from "../observe/trace-context.js";
import { answerBrokenRequest } from "./broken-request.js";
import { apiDescription } from "./api-description.js";
import type { GatewayApp, Route } from "./gateway-app.js";
import type { GatewayContext } from "./gateway-context.js";
import { instrumentRoute, type Instruments } from "./instrument-route.js";
import { readJsonBodies } from "./json-body.js";
import { refuseOtherMethods } from "./refused-methods.js";
import { requestId } from "./request-id.js";
import { refuseUnknownPaths } from "./unknown-path.js";

/** Within which the whole of a request must have come. */
const requestTimeoutMilliseconds = 300_000;
const formFields = 32;
const formFieldBytes = 64 * 1024;

/** The application with its routes. It opens nothing and listens to nothing. */
export async function buildApp(
  context: GatewayContext,
  routes: readonly Route[],
): Promise<GatewayApp> {
  const { settings } = context;
  const instruments = createInstruments(context);
  const app = createApp(context, instruments.network);
  await app.register(swagger, apiDescription);
  await app.register(multipart, {
    limits: {
      files: 1,
      fileSize: settings.limits.archiveBytes,
      fields: formFields,
      fieldSize: formFieldBytes,
      parts: formFields + 1,
    },
  });
  await addIdentity(app, context, instruments);
  answerErrors(app);
  refuseUnknownPaths(app, instruments);
  addRoutes(app, context, routes, instruments);
  return app;
}

function createApp({ settings, log }: GatewayContext, network: NetworkGuard): GatewayApp {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: "request_id",
    }),
    genReqId: requestId,
    bodyLimit: settings.limits.bodyBytes,
    requestTimeout: requestTimeoutMilliseconds,
    // What is on its way when the gateway ends is answered like everything else.
    return503OnClosing: false,
    // What was sent is what is checked: nothing is removed and nothing converted.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id);
      const isAllowed = network.allows(request.raw);
      void sendError(reply, isAllowed ? asGatewayError(error) : network.refusal(request.raw));
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.removeContentTypeParser("text/plain");
  readJsonBodies(app);
  app.decorateRequest("subject", null);
  app.decorateRequest("trace", null);
  return app;
}

function createInstruments({ settings, metrics }: GatewayContext): Instruments {
  const clientAddress = createClientAddress(settings.trustedProxies);
  const adminNetwork = createNetworkGuard(settings.allowedAdminNetworks, clientAddress);
  return {
    network: createNetworkGuard(settings.allowedNetworks, clientAddress),
    admin: createAdminGuard(settings.adminToken, adminNetwork),
    metrics,
    isTracing: isTracing(),
  };
}

async function addIdentity(
  app: GatewayApp,
  { settings, registry }: GatewayContext,
  { admin }: Instruments,
): Promise<void> {
  const verifyToken = settings.jwt === null ? null : createTokenVerifier(settings.jwt);
  const identity = createIdentity(registry, verifyToken);
  const countRequest = await createRateLimit(app, settings.rateLimitPerPlatform);
  app.decorateRequest("requirePlatform", async function (platform, tenant) {
    const isFirst = this.subject === null;
    // The last one that a request is about is the one in the log.
    this.subject = { platform, tenant };
    await identity.require(this.raw, platform, tenant);
    if (isFirst) await countRequest?.(this, platform);
  });
  app.decorateRequest("visiblePlatforms", function () {
    return identity.visible(this.raw);
  });
  app.decorateRequest("isAdmin", function () {
    return admin(this.raw) === null;
  });
}

function answerErrors(app: GatewayApp): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = asGatewayError(thrown);
    if (error.status >= 500) request.log.error({ err: thrown }, error.message);
    return sendError(reply, error);
  });
}

function addRoutes(
  app: GatewayApp,
  context: GatewayContext,
  routes: readonly Route[],
  instruments: Instruments,
): void {
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", (options) => {
    instrumentRoute(options, instruments);
    const known = methods.get(options.url) ?? new Set();
    methods.set(options.url, known);
    for (const method of [options.method].flat()) known.add(method);
  });
  for (const route of routes) route(app, context);
  refuseOtherMethods(app, new Map([...methods].map(([url, known]) => [url, new Set(known)])));
}
