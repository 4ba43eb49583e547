import type { onRequestHookHandler, onResponseHookHandler, RouteOptions } from "fastify";

import type { AdminGuard } from "../access/admin-guard.js";
import type { NetworkGuard } from "../access/network-guard.js";
import type { Metrics } from "../observe/metrics.js";
import {
  endTrace,
  parseTraceparent,
  startTrace,
  traceparentOf,
  withinTrace,
} from "../observe/trace-context.js";

/** What a route is wrapped in. */
export interface Instruments {
  readonly network: NetworkGuard;
  readonly admin: AdminGuard;
  readonly metrics: Metrics;
  /** Whether somebody collects spans. */
  readonly isTracing: boolean;
}

/**
 * Puts guard, request id, trace, log and metrics around a route. As hooks of the route itself, made once, so that a request looks nothing
 * up.
 */
export function instrumentRoute(options: RouteOptions, instruments: Instruments): void {
  const route = options.url;
  options.onRequest = [
    begin(route, instruments),
    guardOf(options, instruments),
    ...given(options.onRequest),
  ];
  options.onResponse = [end(route, instruments), ...given(options.onResponse)];
  if (instruments.isTracing) {
    options.preHandler = [
      (request, _reply, done) => {
        if (request.trace) withinTrace(request.trace, done);
        else done();
      },
      ...given(options.preHandler),
    ];
  }
}

/** What comes first for every request: its ids. */
export function begin(
  route: string,
  { isTracing }: Pick<Instruments, "isTracing">,
): onRequestHookHandler {
  return (request, reply, done) => {
    reply.header("x-request-id", request.id);
    const { traceparent } = request.headers;
    if (isTracing) {
      request.trace = startTrace(request.method, route, onlyOne(traceparent));
      const answered = traceparentOf(request.trace.span);
      if (answered !== null) reply.header("traceparent", answered);
    } else if (traceparent !== undefined && parseTraceparent(onlyOne(traceparent)) !== null) {
      reply.header("traceparent", traceparent);
    }
    done();
  };
}

/** What comes last for every request: its line in the log, its time, the end of its span. */
export function end(
  route: string,
  { metrics }: Pick<Instruments, "metrics">,
): onResponseHookHandler {
  return (request, reply, done) => {
    const { method, subject, trace } = request;
    const { statusCode: status, elapsedTime } = reply;
    metrics.request(method, route, status, elapsedTime / 1000);
    request.log.info(
      {
        method,
        route,
        status,
        duration_ms: Math.round(elapsedTime * 1000) / 1000,
        trace_id: trace?.span.spanContext().traceId,
        ...subject,
      },
      "request",
    );
    if (trace) endTrace(trace, status);
    done();
  };
}

function guardOf(
  { config }: RouteOptions,
  { network, admin }: Pick<Instruments, "network" | "admin">,
): onRequestHookHandler {
  switch (config?.guard ?? "network") {
    case "open":
      return (_request, _reply, done) => {
        done();
      };
    case "network":
      return (request, _reply, done) => {
        if (network.allows(request.raw)) done();
        else done(network.refusal(request.raw));
      };
    case "admin":
      return (request, reply, done) => {
        const status = admin(request.raw);
        if (status === null) {
          done();
          return;
        }
        if (status === 401) reply.header("www-authenticate", "Bearer");
        void reply.code(status).send();
      };
  }
}

function given<Handler>(handlers: Handler | Handler[] | undefined): readonly Handler[] {
  if (handlers === undefined) return [];
  return Array.isArray(handlers) ? handlers : [handlers];
}

function onlyOne(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}
