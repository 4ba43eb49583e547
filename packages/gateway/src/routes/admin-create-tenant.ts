import { Type } from "typebox";

import type { Route } from "../app/gateway-app.js";
import { recordAdminAction } from "../audit/admin-audit.js";
import { GatewayError } from "../errors/gateway-error.js";
import { tenantIdOf } from "../naming/database-name.js";

const bodySchema = Type.Object(
  { platform: Type.String(), tenant_id: Type.String() },
  { additionalProperties: false },
);

const answerSchema = Type.Object({
  status: Type.Literal("created"),
  database: Type.String(),
  message: Type.String(),
});

/** `POST /admin/create-tenant`: an empty database of a tenant, which `POST /register` can fill later. */
export const adminCreateTenantRoute: Route = (app, context) => {
  app.post(
    "/admin/create-tenant",
    {
      config: { guard: "admin" },
      schema: {
        summary: "Create an empty database of a tenant",
        tags: ["admin"],
        body: bodySchema,
        response: { 201: answerSchema },
      },
      onSend: recordAdminAction("create_tenant", context),
    },
    async (request, reply) => {
      const { platform, tenant_id } = request.body;
      const tenantId = tenantIdOf(tenant_id);
      for (const [name, value] of Object.entries({ platform, tenant_id: tenantId }))
        if (value === null || value === "")
          throw new GatewayError("invalid_request", `Missing required field: ${name}`);
      const database = await context.databases.createEmpty(platform, { kind: "tenant", tenantId });
      return reply.code(201).send({
        status: "created",
        database: database.name,
        message: "Database created. Run /register or /migrate to deploy schema.",
      });
    },
  );
};
