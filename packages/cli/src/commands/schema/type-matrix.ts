import { classifyTypeChange, typeMatrix, type TypePair } from "@stopgap/schema";

import type { Answer, Command } from "../../command.js";
import { usageError } from "../../errors/cli-error.js";
import { exitCodes } from "../../errors/exit-code.js";
import { formatTable } from "../../output/table.js";
import { visible } from "../../output/visible.js";

/** `stopgap schema type-matrix` */
export const schemaTypeMatrixCommand: Command = {
  name: "type-matrix",
  summary: "what becomes of values when a column gets another type",
  words: [
    { name: "[from]", description: "the type of the values; default: all that are known" },
    { name: "[to]", description: "the type that they get" },
  ],
  run: ({ words: [from, to] }) => {
    if (from === undefined) return Promise.resolve(wholeMatrix());
    if (to === undefined) {
      throw usageError(
        "one type has no other to become",
        "Name two, such as: stopgap schema type-matrix integer 'numeric(10,2)'",
      );
    }
    return Promise.resolve(onePair(from, to));
  },
};

const codes = {
  identical: exitCodes.done,
  safe: exitCodes.done,
  dataloss: exitCodes.unexpected,
  incompatible: exitCodes.usage,
} as const;

function onePair(from: string, to: string): Answer {
  const { compatibility, reason } = classifyTypeChange(from, to);
  return {
    document: { command: "schema type-matrix", from, to, compatibility, reason },
    text: (style) =>
      [
        style.bold(compatibility.toUpperCase()),
        visible(reason === null ? `: ${from} -> ${to}` : `: ${from} -> ${to}: ${reason}`),
      ].join(""),
    exitCode: codes[compatibility],
  };
}

function wholeMatrix(): Answer {
  const pairs = typeMatrix();
  return {
    document: { command: "schema type-matrix", pairs: pairs.map(pairJson) },
    text: (style) =>
      [
        formatTable(
          pairs,
          [
            { title: "from", cell: (pair) => pair.from },
            { title: "to", cell: (pair) => pair.to },
            { title: "class", cell: (pair) => pair.compatibility },
            { title: "reason", cell: (pair) => pair.reason ?? "" },
          ],
          style,
        ).replaceAll(/ +$/gm, ""),
        "",
        "All others are incompatible.",
      ].join("\n"),
  };
}

function pairJson({ from, to, compatibility, reason }: TypePair): object {
  return { from, to, compatibility, reason };
}
