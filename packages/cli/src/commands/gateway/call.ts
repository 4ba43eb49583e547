import type { Command } from "../../command.js";
import { usageError } from "../../errors/cli-error.js";
import { askGateway } from "../../gateway/ask-gateway.js";
import { gatewayOptions, gatewayTarget } from "../../gateway/gateway-options.js";
import { positiveIntegerOption } from "../../options/cli-option.js";
import { JsonText } from "../../output/json.js";

const deploymentOption = positiveIntegerOption({
  flags: "--deployment <id>",
  description: "the version of this deployment, active or not",
  twin: "STOPGAP_DEPLOYMENT",
});

/** `stopgap gateway call` */
export const gatewayCallCommand: Command = {
  name: "call",
  summary: "call a function of a tenant through the gateway",
  words: [
    { name: "<function>", description: "a function in SQL, or a path such as api.users.get" },
    { name: "[json]", description: "its arguments: an array, or an object with names" },
  ],
  options: [...Object.values(gatewayOptions), deploymentOption],
  run: async (invocation) => {
    const [name = "", args] = invocation.words;
    const target = gatewayTarget(invocation);
    const { platform, tenant } = target;
    const deployment = invocation.options.value(deploymentOption);
    const isPath = name.includes(".");
    const given = readJson(args ?? (isPath ? "{}" : "[]"));
    const { text } = await askGateway(invocation, target, "/call", {
      platform,
      ...(tenant === undefined ? {} : { tenant_id: tenant }),
      ...(isPath ? { path: name, args: given } : { function: name, params: given }),
      ...(deployment === undefined ? {} : { deployment_id: deployment }),
    });
    return {
      document: {
        command: "gateway call",
        platform,
        tenant: tenant ?? null,
        function: name,
        answer: new JsonText(text),
      },
      text: () => text,
    };
  },
};

/** The parser's own message has a piece of the text in it, and an argument may be a secret. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError("the arguments are no JSON", "Quote them: '[1]' or '{\"id\": 1}'.");
  }
}
