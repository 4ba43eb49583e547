import type { Answer, Command } from "../../command.js";
import { CliError } from "../../errors/cli-error.js";
import { askGateway } from "../../gateway/ask-gateway.js";
import {
  gatewayOptions,
  gatewayTarget,
  schemaFolderOption,
} from "../../gateway/gateway-options.js";
import { schemaForm } from "../../gateway/schema-form.js";
import { flagOption } from "../../options/cli-option.js";
import { JsonText } from "../../output/json.js";
import { resultLine } from "../../output/result-line.js";

const orMigrateOption = flagOption({
  flags: "--or-migrate",
  description: "migrate the database where it exists already",
  twin: "STOPGAP_OR_MIGRATE",
});

/** `stopgap gateway register` */
export const gatewayRegisterCommand: Command = {
  name: "register",
  summary: "have the gateway make a tenant's database with the schema of a folder",
  options: [...Object.values(gatewayOptions), schemaFolderOption, orMigrateOption],
  run: async (invocation): Promise<Answer> => {
    const target = gatewayTarget(invocation);
    const ask = async (path: string) =>
      askGateway(invocation, target, path, await schemaForm(invocation, target));
    const orMigrate = invocation.options.value(orMigrateOption);
    let action: "registered" | "migrated" = "registered";
    const { text, body } = await ask("/register").catch((error: unknown) => {
      const exists = error instanceof CliError && error.code === "database_already_exists";
      if (!exists || !orMigrate) throw error;
      action = "migrated";
      return ask("/migrate");
    });
    const database =
      typeof body["database"] === "string"
        ? body["database"]
        : String((body["databases_updated"] as readonly unknown[] | undefined)?.[0]);
    return {
      document: {
        command: "gateway register",
        platform: target.platform,
        tenant: target.tenant ?? null,
        action,
        database,
        answer: new JsonText(text),
      },
      text: (style) => resultLine(action, { platform: target.platform, database }, style),
    };
  },
};
