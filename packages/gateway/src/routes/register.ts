import { Type } from "typebox";

import { formSchema } from "../app/form-schema.js";
import type { Route } from "../app/gateway-app.js";
import { readForm, requiredPart } from "../app/read-form.js";
import { whenGone } from "../app/when-gone.js";
import { tenantIdOf } from "../naming/database-name.js";
import { createdAnswer, createdFields } from "../tenants/tenant-answer.js";

/** `POST /register`: makes a tenant's database with the schema of an archive. */
export const registerRoute: Route = (app, { archives, tenants }) => {
  app.post(
    "/register",
    {
      ...formSchema({
        summary: "Make a tenant's database with the schema that comes with the request",
        fields: { platform: "required", tenant_id: "optional" },
        file: "required",
        response: Type.Object({
          status: Type.Literal("ready"),
          database: Type.String(),
          ...createdFields,
        }),
      }),
    },
    async (request, reply) => {
      const start = performance.now();
      const signal = whenGone(reply);
      const { fields, files } = await readForm(request, {
        fields: ["platform", "tenant_id"],
        files: ["schema"],
      });
      const platform = requiredPart(fields, "platform");
      const tenantId = tenantIdOf(fields.get("tenant_id"));
      await request.requirePlatform(platform, tenantId);
      const { declared } = await archives.declare(requiredPart(files, "schema"), signal);
      const identity = { kind: "tenant", tenantId } as const;
      const options = { version: null, force: false, accept: [], signal };
      const { database, result } = await tenants.create(platform, identity, declared, options);
      request.log.info({ database: database.name }, "a database was made");
      return {
        status: "ready" as const,
        database: database.name,
        ...createdAnswer(result, start),
      };
    },
  );
};
