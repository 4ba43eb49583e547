import type { Command, CommandGroup } from "./command.js";
import { activateCommand } from "./commands/activate.js";
import { buildCommand } from "./commands/build.js";
import { callCommand } from "./commands/call.js";
import { checkCommand } from "./commands/check.js";
import { completionCommand } from "./commands/completion.js";
import { dbCommands } from "./commands/db.js";
import { deployCommand } from "./commands/deploy.js";
import { deploymentsCommand } from "./commands/deployments.js";
import { devCommand } from "./commands/dev.js";
import { diffCommand } from "./commands/diff.js";
import { doctorCommand } from "./commands/doctor.js";
import { extensionCommands } from "./commands/extension.js";
import { gatewayCommands } from "./commands/gateway.js";
import { gcCommand } from "./commands/gc.js";
import { initCommand } from "./commands/init.js";
import { pinCommand } from "./commands/pin.js";
import { promoteCommand } from "./commands/promote.js";
import { pruneCommand } from "./commands/prune.js";
import { repairCommand } from "./commands/repair.js";
import { rollbackCommand } from "./commands/rollback.js";
import { schemaCommands } from "./commands/schema.js";
import { statusCommand } from "./commands/status.js";
import { vendorCommands } from "./commands/vendor.js";
import { verifyCommand } from "./commands/verify.js";

/** All commands, in the order of the help. */
export const commandTree: readonly (Command | CommandGroup)[] = [
  initCommand,
  checkCommand,
  buildCommand,
  devCommand,
  deployCommand,
  diffCommand,
  statusCommand,
  deploymentsCommand,
  activateCommand,
  rollbackCommand,
  promoteCommand,
  pruneCommand,
  verifyCommand,
  repairCommand,
  gcCommand,
  pinCommand,
  callCommand,
  doctorCommand,
  schemaCommands,
  gatewayCommands,
  vendorCommands,
  extensionCommands,
  dbCommands,
  completionCommand(() => commandTree),
];

/** A command with the words that call it. */
export interface NamedCommand {
  /** Such as `db start`. */
  readonly path: string;
  readonly command: Command;
}

/** The commands of a tree, without the groups that they are in. */
export function namedCommands(
  tree: readonly (Command | CommandGroup)[] = commandTree,
): readonly NamedCommand[] {
  return tree.flatMap((each) =>
    "commands" in each
      ? each.commands.map((command) => ({ path: `${each.name} ${command.name}`, command }))
      : [{ path: each.name, command: each }],
  );
}
