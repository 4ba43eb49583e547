import { AsyncLocalStorage } from "node:async_hooks";

import {
  context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { GatewayError } from "../../src/errors/gateway-error.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const incoming = `00-${traceId}-00f067aa0ba902b7-01`;

let gateway: Gateway;
afterEach(async () => {
  await gateway.close();
  trace.disable();
  context.disable();
});

/** The span that the handler runs in. */
let inHandler: SpanContext | undefined;
const work: Route = (app) => {
  app.post("/work/:id", () => {
    inHandler = trace.getActiveSpan()?.spanContext();
    return {};
  });
  app.get("/failing", () => {
    throw new GatewayError("unavailable", "Not now");
  });
};

async function ask(url: string, traceparent?: string) {
  gateway = await createGateway({
    settings: testSettings(),
    parts: testParts(),
    routes: [work],
  });
  const headers = traceparent === undefined ? {} : { traceparent };
  const answer = url.startsWith("/work")
    ? await gateway.inject({ method: "POST", url, headers, payload: {} })
    : await gateway.inject({ url, headers });
  return answer.headers["traceparent"];
}

describe("traceparent, where nobody collects spans", () => {
  it("goes out as it came in", async () => {
    expect(await ask("/work/1", incoming)).toBe(incoming);
  });

  it.each([
    undefined,
    "",
    "nonsense",
    `ff${incoming.slice(2)}`,
    incoming.replace(traceId, "0".repeat(32)),
  ])("does not go out where it is none: %s", async (header) => {
    expect(await ask("/work/1", header)).toBeUndefined();
  });
});

describe("where somebody collects spans", () => {
  it("each request is one, of its route, below that of its traceparent", async () => {
    const spans = collectSpans();
    const answered = await ask("/work/7", incoming);
    const [, span] = spans;
    expect(span).toMatchObject({
      name: "POST /work/:id",
      parent: { traceId, spanId: "00f067aa0ba902b7" },
      attributes: {
        "http.request.method": "POST",
        "http.route": "/work/:id",
        "http.response.status_code": 200,
      },
      status: undefined,
      hasEnded: true,
    });
    expect(answered).toBe(`00-${traceId}-${span?.own.spanId}-01`);
    expect(inHandler).toEqual(span?.own);
    expect(spans).toHaveLength(2);
  });

  it("a request without traceparent begins a trace", async () => {
    const spans = collectSpans();
    const answered = await ask("/version");
    expect(spans[1]?.parent).toBeUndefined();
    expect(answered).toBe(`00-${spans[1]?.own.traceId}-${spans[1]?.own.spanId}-01`);
  });

  it("a failure of the gateway is one of its span", async () => {
    const spans = collectSpans();
    await ask("/failing");
    expect(spans[1]).toMatchObject({
      status: 2,
      attributes: { "http.response.status_code": 503 },
      hasEnded: true,
    });
  });
});

interface Collected {
  readonly name: string;
  readonly parent: SpanContext | undefined;
  readonly own: SpanContext;
  readonly attributes: Attributes;
  status: number | undefined;
  hasEnded: boolean;
}

/** Puts a collector into this process, as an OpenTelemetry SDK does. The first span is that of the gateway's start. */
function collectSpans(): readonly Collected[] {
  const spans: Collected[] = [];
  const tracer: Tracer = {
    startSpan: (name, options, within) => {
      const parent = trace.getSpanContext(within ?? ROOT_CONTEXT);
      const own = {
        traceId: parent?.traceId ?? "a".repeat(31) + String(spans.length),
        spanId: "b".repeat(15) + String(spans.length),
        traceFlags: 1,
      };
      const span: Collected = {
        name,
        parent,
        own,
        attributes: { ...options?.attributes },
        status: undefined,
        hasEnded: false,
      };
      spans.push(span);
      return asSpan(span);
    },
    startActiveSpan: () => {
      throw new Error("no span is made active this way");
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (within, run, self, ...args) => storage.run(within, () => run.apply(self, args)),
    bind: (_within, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  return spans;
}

function asSpan(collected: Collected): Span {
  const span: Span = {
    ...trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    spanContext: () => collected.own,
    setAttribute: (key, value) => {
      collected.attributes[key] = value;
      return span;
    },
    setStatus: ({ code }) => {
      collected.status = code;
      return span;
    },
    end: () => {
      collected.hasEnded = true;
    },
  };
  return span;
}
