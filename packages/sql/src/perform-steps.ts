import { storedAssets } from "./assets.js";
import { inTurns, stepSql, type Step } from "./installation-steps.js";
import { asOwner } from "./owner.js";
import type { SqlClient } from "./sql-client.js";
import type { Variables } from "./template.js";

/** Performs the steps of an installation, and leaves out scripts that the database has already. */
export async function performSteps(
  client: SqlClient,
  steps: readonly Step[],
  owner: string,
  variables: Variables,
): Promise<void> {
  let known: ReadonlyMap<string, string> | undefined;
  const perform = async (turn: readonly Step[]): Promise<void> => {
    for (const step of turn) {
      if (step.kind === "asset") {
        known ??= await storedAssets(client);
        if (known.get(step.asset.name) === step.asset.digest) continue;
      }
      await client.query(await stepSql(step, variables));
    }
  };
  for (const { byOwner, steps: turn } of inTurns(steps)) {
    await (byOwner ? asOwner(client, owner, () => perform(turn)) : perform(turn));
  }
}
