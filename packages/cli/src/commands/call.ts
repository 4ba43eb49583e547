import { DeployerError } from "@stopgap/deployer";
import type { SqlClient } from "@stopgap/sql";

import type { Command } from "../command.js";
import { withDeployer } from "../connection/with-deployer.js";
import { functionSource } from "../diagnostics/compile-failure.js";
import { CliError, usageError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import { handlerPosition } from "../errors/handler-detail.js";
import { positiveIntegerOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { JsonText } from "../output/json.js";

const deploymentOption = positiveIntegerOption({
  flags: "--deployment <id>",
  description: "the version of this deployment, active or not",
  twin: "STOPGAP_DEPLOYMENT",
});

/** `stopgap call` */
export const callCommand: Command = {
  name: "call",
  summary: "call one function",
  words: [
    { name: "<path>", description: "such as api.users.get; from a schema: api.legacy.<function>" },
    { name: "[json]", description: "its arguments (default: {})" },
  ],
  options: [deploymentOption],
  run: async (invocation) => {
    const [path = "", args = "{}"] = invocation.words;
    refuseBrokenJson(args);
    const env = invocation.options.value(sharedOptions.env);
    const deploymentId = invocation.options.value(deploymentOption);
    const answer = await withDeployer(invocation, (deployer, { client }) =>
      deployer.callFunction(path, args, { env, deploymentId }).catch(async (error: unknown) => {
        throw await withPosition(error, client);
      }),
    );
    const result = answer ?? "null";
    return {
      document: {
        command: "call",
        env,
        deployment_id: deploymentId ?? null,
        path,
        result: new JsonText(result),
      },
      text: () => result,
    };
  },
};

function refuseBrokenJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    // The parser's own message has a piece of the text in it, and an argument may be a secret.
    const [, position] = /at position (\d+)/.exec(String(error)) ?? [];
    const place = position === undefined ? "" : `, from character ${Number(position) + 1} on`;
    throw usageError(`the arguments are no JSON${place}`, `Quote them: '{"id": 1}'.`);
  }
}

const callFailure = /^stopgap\.call_fn [a-z ]+ for '[^']*': (.*)$/s;

/** An error of a handler together with the TypeScript that raised it, where that is known. */
async function withPosition(error: unknown, client: SqlClient): Promise<unknown> {
  if (!(error instanceof DeployerError) || error.detail === undefined) return error;
  const { code, message, sqlstate, detail, hint } = error;
  const position = handlerPosition(detail);
  if (position === undefined) return error;
  const { schema, name, line, column } = position;
  const [, raised = message] = callFailure.exec(message) ?? [];
  return new CliError(code, exitCodes.refused, message, {
    sqlstate,
    detail,
    hint,
    cause: error,
    diagnosed: [
      {
        ...(await functionSource(client, schema, name)),
        diagnostics: [{ severity: "error", code: null, message: raised, line, column }],
      },
    ],
  });
}
