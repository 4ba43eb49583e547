import { readFile } from "node:fs/promises";

import type { FastifyRequest, onSendAsyncHookHandler } from "fastify";

import { createClientAddress } from "../access/client-address.js";
import type { GatewayContext } from "../app/gateway-context.js";
import { withoutSecrets } from "./without-secrets.js";

const table = new URL("../../sql/audit/admin-audit-log.sql", import.meta.url);
const longestPath = 255;

/**
 * Writes what an administrator has done into `_gateway_admin_audit_log` of the first server's maintenance database, before it is answered.
 * An attempt with a wrong token is written too. Where it cannot be written, the log says so, and the answer goes out all the same.
 *
 * @param action - Such as `create_tenant`.
 * @returns A hook `onSend` for an admin route.
 */
export function recordAdminAction(
  action: string,
  { settings, pools, log }: Pick<GatewayContext, "settings" | "pools" | "log">,
): onSendAsyncHookHandler {
  const addressOf = createClientAddress(settings.trustedProxies);
  const [server] = settings.servers;
  let made: Promise<void> | undefined;

  const write = async (request: FastifyRequest, status: number): Promise<void> => {
    if (!server) return;
    await pools.withServer(server.name, async (client) => {
      made ??= readFile(table, "utf8").then(async (text) => {
        // Several gateways may make it at the same time, which "if not exists" alone does not bear.
        const lock = "select pg_advisory_xact_lock(hashtextextended('stopgap gateway audit', 0));";
        await client.query(`begin; ${lock} ${text} commit;`);
      });
      try {
        await made;
      } catch (error) {
        made = undefined;
        throw error;
      }
      await client.query(
        `insert into _gateway_admin_audit_log (action, source_ip, request_path, request_body, response_status)
         values ($1, $2, $3, $4, $5)`,
        [
          action,
          addressOf(request.raw) ?? null,
          request.url.split("?")[0]?.slice(0, longestPath),
          withoutSecrets(request.body ?? request.query),
          status,
        ],
      );
    });
  };

  return async (request, reply) => {
    // Who has no business here must not fill a table.
    if (reply.statusCode === 403 || settings.adminToken === null) return;
    try {
      await write(request, reply.statusCode);
    } catch (error) {
      log.error({ err: error, action, request_id: request.id }, "an admin action was not recorded");
    }
  };
}
