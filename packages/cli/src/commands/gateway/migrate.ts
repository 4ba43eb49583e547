import type { Command } from "../../command.js";
import { askGateway } from "../../gateway/ask-gateway.js";
import {
  gatewayOptions,
  gatewayTarget,
  schemaFolderOption,
} from "../../gateway/gateway-options.js";
import { schemaForm } from "../../gateway/schema-form.js";
import { JsonText } from "../../output/json.js";
import { resultLine } from "../../output/result-line.js";
import { acceptOption, forceSchemaOption } from "../../schema/schema-options.js";

/** `stopgap gateway migrate` */
export const gatewayMigrateCommand: Command = {
  name: "migrate",
  summary:
    "have the gateway migrate a tenant's database, or those of all tenants, to the schema of a folder",
  options: [...Object.values(gatewayOptions), schemaFolderOption, acceptOption, forceSchemaOption],
  run: async (invocation) => {
    const { options } = invocation;
    const target = gatewayTarget(invocation);
    const accept = options.value(acceptOption);
    const form = await schemaForm(invocation, target, {
      ...(accept.length === 0 ? {} : { accept: accept.join(",") }),
      ...(options.value(forceSchemaOption) ? { force: "true" } : {}),
    });
    const { text, body } = await askGateway(invocation, target, "/migrate", form);
    const databases = body["databases_updated"];
    return {
      document: {
        command: "gateway migrate",
        platform: target.platform,
        tenant: target.tenant ?? null,
        status: String(body["status"]),
        answer: new JsonText(text),
      },
      text: (style) =>
        resultLine(
          "migrated",
          {
            platform: target.platform,
            status: String(body["status"]),
            databases: Array.isArray(databases) ? databases.length : 0,
            migrations: Number(body["migrations_applied"]),
            functions: Number(body["functions_updated"]),
          },
          style,
        ),
    };
  },
};
