import { install } from "@stopgap/sql";

import type { Command } from "../command.js";
import { explicitTarget } from "../connection/database-target.js";
import { withDatabase } from "../connection/with-database.js";
import { usageError } from "../errors/cli-error.js";
import { flagOption } from "../options/cli-option.js";
import { sharedOptions } from "../options/shared-options.js";
import { resultLine } from "../output/result-line.js";

const revokeEngineOption = flagOption({
  flags: "--revoke-engine",
  description: "take the use of the engine's own language from PUBLIC",
  twin: "STOPGAP_REVOKE_ENGINE",
});

/** `stopgap init`: installs Stopgap into a database, or upgrades what is there. */
export const initCommand: Command = {
  name: "init",
  summary: "install Stopgap into the database of --db, or upgrade it",
  options: [revokeEngineOption],
  run: async (invocation) => {
    // Only a database that was named for this command: DATABASE_URL may be of something else entirely.
    const given = invocation.options.given(sharedOptions.db);
    if (given === undefined) {
      throw usageError(
        "init needs a database to install into",
        "Give --db <url>, or set STOPGAP_DB. `--db local` is the server of `stopgap db start`.",
      );
    }
    return withDatabase(
      invocation,
      async ({ client, address }) => {
        invocation.reporter.step(`installing into ${address}`);
        const { version, previousVersion, engine, mode } = await install(client, {
          revokeEngine: invocation.options.value(revokeEngineOption),
        });
        return {
          document: {
            command: "init",
            target: address,
            version,
            previous_version: previousVersion,
            engine,
            mode,
          },
          text: (style) =>
            resultLine(
              "initialized",
              {
                target: address,
                version,
                previous_version: previousVersion,
                engine: engine.name,
                engine_version: engine.version,
                mode,
              },
              style,
            ),
        };
      },
      explicitTarget(given),
    );
  },
};
