import type { DestinationStream } from "pino";

import { buildApp } from "./app/build-app.js";
import type { GatewayApp, Route } from "./app/gateway-app.js";
import type { GatewayContext } from "./app/gateway-context.js";
import { openParts, type GatewayParts } from "./app/open-parts.js";
import { routes } from "./app/routes.js";
import { createArchiveReader } from "./archives/archive-reader.js";
import { createModuleBundler } from "./functions/module-bundler.js";
import { stopgapTemplates } from "./functions/stopgap-template.js";
import { createTenantFunctions } from "./functions/tenant-functions.js";
import { createMetrics } from "./observe/metrics.js";
import { openLog } from "./observe/logger.js";
import type { GatewaySettings } from "./settings/gateway-settings.js";
import { createTenantSchemas } from "./tenants/tenant-schemas.js";

const sweepMilliseconds = 100;

/** What a gateway is made of. */
export interface GatewayOptions {
  /** From `readSettings(process.env)`, or written by a program. */
  readonly settings: GatewaySettings;
  /** Where the lines of the log go. Default: stdout. */
  readonly logTo?: DestinationStream;
  /** In the place of what the settings would open. They stay the caller's, who closes them. */
  readonly parts?: Partial<GatewayParts>;
  /** Routes of one's own, before those of the gateway and with the same guards. */
  readonly routes?: readonly Route[];
}

/** A gateway. */
export interface Gateway {
  /** The application: for `inject`, and for those who put it into a server of their own. */
  readonly app: GatewayApp;
  /**
   * Starts to listen.
   *
   * @returns where, such as `http://127.0.0.1:9000`.
   */
  listen(): Promise<string>;
  /** Sends a request without a network, as `light-my-request` does. */
  readonly inject: GatewayApp["inject"];
  /**
   * Stops: takes no new connections, lets requests under way end within `drainTimeoutMs`, then closes everything. Calling it again waits
   * for the same end.
   */
  close(): Promise<void>;
}

/**
 * Makes a gateway. It opens its log and its registry, and connects to a server when something is asked of it.
 *
 * @throws SettingsError where the log's folder cannot be written.
 * @example
 * const gateway = await createGateway({ settings: readSettings(process.env) });
 * console.log(await gateway.listen());
 * process.once("SIGTERM", () => void gateway.close());
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { settings } = options;
  const { allowedExtensions } = settings;
  const { log, close: closeLog } = await openLog(settings, options.logTo);
  const { parts, close: closeParts } = await openParts(settings, options.parts ?? {}, log).catch(
    async (error: unknown) => {
      await closeLog();
      throw error;
    },
  );
  const stopping = new AbortController();
  const metrics = createMetrics(() => parts.pools.statistics());
  const archives = createArchiveReader(settings.limits);
  const bundler = createModuleBundler();
  const template = stopgapTemplates(parts.pools);
  const context: GatewayContext = {
    settings,
    ...parts,
    archives,
    metrics,
    tenants: createTenantSchemas({ ...parts, metrics, bundler, template, allowedExtensions }),
    functions: createTenantFunctions({ ...parts, metrics, bundler }),
    log,
    stopping: stopping.signal,
  };
  const app = await buildApp(context, [...(options.routes ?? []), ...routes]);
  await app.ready();

  const stop = async (): Promise<void> => {
    stopping.abort();
    log.info("stopping");
    const cut = setTimeout(() => {
      log.warn("requests under way were cut off: they took too long to end");
      app.server.closeAllConnections();
    }, settings.drainTimeoutMs);
    // A connection that was in use when it began is kept alive by its client afterwards.
    const sweep = setInterval(() => {
      app.server.closeIdleConnections();
    }, sweepMilliseconds);
    await app.close();
    clearTimeout(cut);
    clearInterval(sweep);
    await archives.close();
    await closeParts();
    log.info("stopped");
    await closeLog();
  };
  let stopped: Promise<void> | undefined;
  return {
    app,
    inject: app.inject.bind(app),
    listen: () => app.listen({ host: settings.host, port: settings.port }),
    close: () => (stopped ??= stop()),
  };
}
