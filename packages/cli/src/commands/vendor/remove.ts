import type { Command } from "../../command.js";
import { withDeployer } from "../../connection/with-deployer.js";
import { resultLine } from "../../output/result-line.js";

/** `stopgap vendor remove` */
export const vendorRemoveCommand: Command = {
  name: "remove",
  summary: "take packages away that no function imports",
  words: [{ name: "<package...>", description: "as `stopgap vendor list` names them" }],
  run: async (invocation) => {
    const specifiers = invocation.words.flatMap((word) => word ?? []);
    await withDeployer(invocation, (deployer) => deployer.removePackages(specifiers));
    return {
      document: { command: "vendor remove", packages: specifiers },
      text: (style) => resultLine("removed", { packages: specifiers.join(",") }, style),
    };
  },
};
