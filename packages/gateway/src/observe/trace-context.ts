import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
} from "@opentelemetry/api";

import { version } from "../version.js";

const name = "@stopgap/gateway";
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** The span of a request, within what its `traceparent` says. */
export interface RequestTrace {
  readonly span: Span;
  readonly context: Context;
}

/** Whether somebody collects spans in this process, as the span of the gateway's start tells. Else there is nothing to be made. */
export function isTracing(): boolean {
  const span = trace.getTracer(name, version).startSpan("start");
  span.end();
  return isSpanContextValid(span.spanContext());
}

/** Starts the span of a request. */
export function startTrace(
  method: string,
  route: string,
  traceparent: string | undefined,
): RequestTrace {
  const parent = parseTraceparent(traceparent);
  const outer = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const span = trace.getTracer(name, version).startSpan(
    `${method} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: { "http.request.method": method, "http.route": route },
    },
    outer,
  );
  return { span, context: trace.setSpan(outer, span) };
}

/** Ends the span of a request. */
export function endTrace({ span }: RequestTrace, status: number): void {
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Runs what follows within the request's span, so that the spans of others hang below it. */
export function withinTrace({ context: within }: RequestTrace, run: () => void): void {
  context.with(within, run);
}

/** What says `traceparent` of a span; null for one that is none. */
export function traceparentOf(span: Span): string | null {
  const found = span.spanContext();
  if (!isSpanContextValid(found)) return null;
  return `00-${found.traceId}-${found.spanId}-${found.traceFlags.toString(16).padStart(2, "0")}`;
}

/** Reads a `traceparent`; null where it is none. */
export function parseTraceparent(text: string | undefined): SpanContext | null {
  const [, format, traceId = "", spanId = "", flags = ""] = pattern.exec(text ?? "") ?? [];
  if (format === undefined || format === "ff") return null;
  const parsed = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(parsed) ? parsed : null;
}
