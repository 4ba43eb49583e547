import { createDeployer } from "@stopgap/deployer";

import type { Answer, Command } from "../command.js";
import { withDatabase } from "../connection/with-database.js";
import type { Invocation } from "../invocation.js";
import { sharedOptions } from "../options/shared-options.js";
import { formatDuration } from "../output/duration.js";
import { resultLine } from "../output/result-line.js";
import { buildProject } from "../project/build-project.js";
import { gitState } from "../project/git-state.js";
import { watchProject } from "../project/watch-project.js";
import { projectFailure, withProject, type OpenedProject } from "../project/with-project.js";
import { deployedCounts } from "./deploy/deployed-counts.js";
import { developmentDatabase, type DevelopmentDatabase } from "./dev/development-database.js";
import { showHandlerMessages } from "./dev/handler-messages.js";

/** `stopgap dev` */
export const devCommand: Command = {
  name: "dev",
  summary: "watch the project, and keep it live in the environment dev",
  run: (invocation) =>
    withProject(
      invocation,
      async (opened) => {
        const { context, options, reporter, show } = invocation;
        // A variable may name another environment for deploys; what is half written must not go there.
        const isAsked = options.given(sharedOptions.env)?.origin === "argument";
        const env = isAsked ? options.value(sharedOptions.env) : "dev";
        const database = await developmentDatabase(invocation, env);
        const messages = database.isLocal ? showHandlerMessages(context, show) : undefined;
        if (!messages) reporter.note("what handlers log is shown for the local server only");
        const round = { invocation, opened, database, env };
        await watchProject(opened, context.interruption, () => makeLive(round));
        await messages;
        return undefined;
      },
      { isWatched: true },
    ),
};

interface Round {
  readonly invocation: Invocation;
  readonly opened: OpenedProject;
  readonly database: DevelopmentDatabase;
  readonly env: string;
}

/** Makes the project live as it is now, and shows what came of it. */
async function makeLive(round: Round): Promise<void> {
  const { invocation } = round;
  try {
    invocation.show(await deploy(round));
  } catch (error) {
    invocation.showFailure(await projectFailure(error, invocation.context.folder));
  }
}

async function deploy({ invocation, opened, database, env }: Round): Promise<Answer> {
  const { context } = invocation;
  const start = context.now();
  const { bundle } = await buildProject(opened);
  const git = await gitState(opened.root);
  const result = await withDatabase(
    invocation,
    ({ client }) =>
      createDeployer({ client }).deployBundle({
        env,
        bundle,
        git,
        sourceRoot: opened.sourceRoot,
        prune: true,
        // Who develops is about to change the callers.
        acceptBreaking: "all",
      }),
    database.target,
  );
  const duration = context.now() - start;
  return {
    document: {
      event: result.isUnchanged ? "unchanged" : "deployed",
      env,
      deployment_id: result.deploymentId,
      summary: result.summary,
      duration_ms: Math.round(duration),
    },
    text: (style) =>
      resultLine(
        result.isUnchanged ? "unchanged" : "deployed",
        {
          env,
          deployment_id: result.deploymentId,
          ...deployedCounts(result.summary),
          duration: formatDuration(duration),
        },
        style,
      ),
  };
}
