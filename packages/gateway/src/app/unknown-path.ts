import { GatewayError } from "../errors/gateway-error.js";
import type { GatewayApp } from "./gateway-app.js";
import { begin, end, type Instruments } from "./instrument-route.js";

const shownCharacters = 200;

/**
 * Answers 404 for a path that no route has, to those who may ask, and before its body is read. Its line in the log and its metrics are
 * those of the route `unknown`: the path itself may be anything.
 */
export function refuseUnknownPaths(app: GatewayApp, instruments: Instruments): void {
  const { network } = instruments;
  const start = begin("unknown", instruments);
  const finish = end("unknown", instruments);
  app.addHook("onRequest", (request, reply, done) => {
    if (!request.is404) {
      done();
      return;
    }
    start.call(app, request, reply, () => {
      done(
        network.allows(request.raw)
          ? new GatewayError("not_found", `There is no ${request.method} ${pathOf(request.url)}`)
          : network.refusal(request.raw),
      );
    });
  });
  app.addHook("onResponse", (request, reply, done) => {
    if (request.is404) finish.call(app, request, reply, done);
    else done();
  });
}

function pathOf(url: string): string {
  const [path = ""] = url.split("?");
  return path.length > shownCharacters ? `${path.slice(0, shownCharacters)}...` : path;
}
