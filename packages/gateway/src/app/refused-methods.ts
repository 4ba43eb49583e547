import { GatewayError } from "../errors/gateway-error.js";
import type { GatewayApp } from "./gateway-app.js";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Answers 405 with `Allow` for a path that is there, and a method that it does not have.
 *
 * @param routes - The methods of each path.
 */
export function refuseOtherMethods(
  app: GatewayApp,
  routes: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [url, allowed] of routes) {
    const others = methods.filter((method) => !allowed.has(method));
    const allow = [...allowed].sort().join(", ");
    app.route({
      method: others,
      url,
      schema: { hide: true },
      // Before the body is read: its type does not matter any more.
      onRequest: (request, reply, done) => {
        reply.header("allow", allow);
        done(
          new GatewayError(
            "method_not_allowed",
            `${request.method} is not allowed here; ${allow} is`,
          ),
        );
      },
      handler: () => undefined,
    });
  }
}
