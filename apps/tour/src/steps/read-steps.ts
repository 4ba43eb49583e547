import { splitStatements } from "../sql/split-statements.js";
import { readBlocks, type Block } from "./read-blocks.js";
import type { Example, Step } from "./step.js";

/**
 * The steps of a tour that is written down in Markdown: level-3 headings below one of level 2, paragraphs, and code.
 * A block of `sql` is followed by a block of `text` when it prints something; a block of `console` has both in one.
 *
 * @param section - The level-2 heading.
 * @throws Error where the section is missing, or has a block that is not part of an example.
 */
export function readSteps(markdown: string, section: string): readonly Step[] {
  const blocks = readBlocks(markdown);
  const start = blocks.findIndex((block) => isHeading(block, 2) && block.text === section);
  if (start === -1) throw new Error(`there is no section "${section}"`);
  const rest = blocks.slice(start + 1);
  const end = rest.findIndex((block) => isHeading(block, 2));
  return stepsOf(end === -1 ? rest : rest.slice(0, end));
}

function isHeading(block: Block, level: number): boolean {
  return block.kind === "heading" && block.level === level;
}

function stepsOf(blocks: readonly Block[]): readonly Step[] {
  const starts = blocks.flatMap((block, index) => (isHeading(block, 3) ? [index] : []));
  return starts.map((start, index) => ({
    title: blocks[start]?.text ?? "",
    parts: partsOf(blocks.slice(start + 1, starts[index + 1])),
  }));
}

function partsOf(blocks: readonly Block[]): readonly (string | Example)[] {
  return blocks.flatMap((block, index): readonly (string | Example)[] => {
    if (block.kind !== "code") return [block.text];
    switch (block.language) {
      case "sql":
        return [sqlExample(block, blocks[index + 1])];
      case "console":
        return [consoleExample(block)];
      case "text":
        if (isCode(blocks[index - 1], "sql")) return [];
    }
    throw new Error(`line ${block.line}: a block of "${block.language}" that belongs to nothing`);
  });
}

function isCode(block: Block | undefined, language: string): boolean {
  return block?.kind === "code" && block.language === language;
}

function sqlExample({ text, line }: Block, next: Block | undefined): Example {
  const expected = isCode(next, "text") ? (next?.text ?? "") : "";
  const fails = /^ERROR: /m.test(expected);
  return { kind: "sql", line, inputs: splitStatements(text), expected, fails };
}

function consoleExample({ text, line }: Block): Example {
  const inputs = text.split("\n").flatMap((each) => /^\$ (.*)$/.exec(each)?.[1] ?? []);
  return { kind: "console", line, inputs, expected: text, fails: false };
}
