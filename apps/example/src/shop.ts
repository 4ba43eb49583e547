import { CallError, type CallErrorCode, type Client } from "@stopgap/client";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { Api } from "../stopgap/_generated/api.js";

/**
 * The shop's HTTP API. All that it knows of the database is the typed client: what a function takes is checked by the
 * function, so bodies are handed on as they come.
 */
export function shop({ api }: Pick<Client<Api>, "api">): Hono {
  const app = new Hono();

  app.post("/customers", async (c) =>
    c.json(await api.customers.register(await c.req.json()), 201),
  );
  app.get("/customers/:id", async (c) =>
    found(await api.customers.get({ id: Number(c.req.param("id")) })),
  );
  app.get("/customers/:id/orders", async (c) =>
    c.json(await api.orders.ofCustomer({ customerId: Number(c.req.param("id")) })),
  );

  app.post("/products", async (c) => c.json(await api.products.add(await c.req.json()), 201));
  app.get("/products", async (c) =>
    c.json(
      await api.products.search({
        text: c.req.query("text") ?? "",
        soldOut: c.req.query("sold-out") !== undefined,
      }),
    ),
  );
  app.get("/products/:slug", async (c) =>
    found(await api.products.get({ slug: c.req.param("slug") })),
  );
  app.post("/stock", async (c) => c.json({ stock: await api.stock.add(await c.req.json()) }));

  app.post("/orders", async (c) => c.json(await api.orders.place(await c.req.json()), 201));
  app.get("/orders/:id", async (c) =>
    found(await api.orders.get({ id: Number(c.req.param("id")) })),
  );
  app.post("/orders/:id/cancel", async (c) =>
    c.json({ cancelled: await api.orders.cancel({ id: Number(c.req.param("id")) }) }),
  );

  app.get("/reports/weekly", async (c) =>
    c.json(
      await api.reports.weekly({
        from: c.req.query("from") ?? "",
        weeks: Number(c.req.query("weeks") ?? 4),
      }),
    ),
  );

  app.onError((error, c) => {
    if (!(error instanceof CallError)) throw error;
    const { code, reason, issues } = error;
    return c.json({ error: { code, message: reason, issues } }, statuses[code] ?? 500);
  });
  return app;
}

const statuses: Partial<Record<CallErrorCode, ContentfulStatusCode>> = {
  invalid_args: 400,
  forbidden: 403,
  not_found: 404,
  execution_failed: 422,
  timeout: 504,
  unavailable: 503,
};

function found(value: unknown): Response {
  return value === null
    ? Response.json(
        { error: { code: "not_found", message: "there is none", issues: [] } },
        { status: 404 },
      )
    : Response.json(value);
}
