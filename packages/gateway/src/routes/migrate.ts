import { Type } from "typebox";

import { formSchema } from "../app/form-schema.js";
import type { Route } from "../app/gateway-app.js";
import { readForm, requiredPart } from "../app/read-form.js";
import { whenGone } from "../app/when-gone.js";
import { tenantDatabases } from "../fleets/fleet-members.js";
import { migrateInTurn, migrationFields } from "../fleets/migrate-in-turn.js";
import { tenantIdOf } from "../naming/database-name.js";
import { formFlag, formList } from "../app/form-value.js";

/** `POST /migrate`: migrates a tenant's database, or those of all tenants, to the schema of an archive. */
export const migrateRoute: Route = (app, { archives, registry, databases, tenants }) => {
  app.post(
    "/migrate",
    {
      ...formSchema({
        summary:
          "Migrate the database of a tenant, or of all tenants, to the schema that comes with the request",
        fields: {
          platform: "required",
          tenant_id: "optional",
          force: "optional",
          accept: "optional",
        },
        file: "required",
        response: Type.Object(migrationFields),
      }),
    },
    async (request, reply) => {
      const signal = whenGone(reply);
      const { fields, files } = await readForm(request, {
        fields: ["platform", "tenant_id", "force", "accept"],
        files: ["schema"],
      });
      const platform = requiredPart(fields, "platform");
      const tenantId = tenantIdOf(fields.get("tenant_id"));
      await request.requirePlatform(platform, tenantId ?? undefined);
      const { declared } = await archives.declare(requiredPart(files, "schema"), signal);
      const found =
        tenantId === null
          ? await tenantDatabases(registry, platform)
          : [await databases.find(platform, { kind: "tenant", tenantId })];
      return migrateInTurn(tenants, found, declared, {
        version: null,
        force: formFlag(fields.get("force")),
        accept: formList(fields.get("accept")),
        signal,
      });
    },
  );
};
