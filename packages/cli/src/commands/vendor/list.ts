import type { Command } from "../../command.js";
import { checkAnswers } from "../../connection/check-answer.js";
import { withDeployer } from "../../connection/with-deployer.js";
import { formatPackages, packageShape } from "./package-table.js";

/** `stopgap vendor list` */
export const vendorListCommand: Command = {
  name: "list",
  summary: "the packages that functions can import",
  run: async (invocation) => {
    const packages = await withDeployer(invocation, (deployer) => deployer.packages());
    checkAnswers("plts.import_map", packages, packageShape);
    return {
      document: { command: "vendor list", count: packages.length, packages },
      text: (style) =>
        packages.length === 0 ? style.dim("no packages") : formatPackages(packages, style),
    };
  },
};
