/** A piece of Markdown: a heading, a fenced block of code, or a paragraph. */
export type Block = { readonly text: string; readonly line: number } & (
  | { readonly kind: "heading"; readonly level: number }
  | { readonly kind: "code"; readonly language: string }
  | { readonly kind: "paragraph" }
);

const piece =
  /^(?:```(?<language>\w*)\n(?<code>[\s\S]*?)\n?```|(?<marks>#+) (?<heading>.*)|(?<paragraph>\S.*(?:\n(?!```|#)\S.*)*))$/gm;

/** Splits Markdown into headings, blocks of code and paragraphs; whatever is neither of the first two is the third. */
export function readBlocks(markdown: string): readonly Block[] {
  return Array.from(markdown.matchAll(piece), (match) => {
    const { language, code, marks, heading, paragraph } = match.groups ?? {};
    const line = markdown.slice(0, match.index).split("\n").length;
    if (code !== undefined) return { kind: "code", language: language ?? "", text: code, line };
    if (heading !== undefined)
      return { kind: "heading", level: marks?.length ?? 0, text: heading, line };
    return { kind: "paragraph", text: paragraph ?? "", line };
  });
}
