import { readFile } from "node:fs/promises";

/** A request that a page shows, and what it says that comes back. */
export interface DocumentedRequest {
  /** Of the page. */
  readonly line: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or fields of a form, each in a line. */
  readonly body: string;
  readonly status: number;
  readonly answer: unknown;
}

interface Block {
  readonly line: number;
  readonly head: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The requests of a page: blocks of `http`, each followed by one that begins with `HTTP` and a status. */
export async function documentedRequests(page: URL): Promise<readonly DocumentedRequest[]> {
  const blocks = blocksOf(await readFile(page, "utf8"));
  return blocks.flatMap((block, index) => {
    if (block.head.startsWith("HTTP ")) return [];
    const [method = "", path = ""] = block.head.split(" ");
    const answered = blocks[index + 1];
    if (!answered?.head.startsWith("HTTP ")) {
      throw new Error(`the request in line ${block.line} has no answer after it`);
    }
    const { line, headers, body } = block;
    const status = Number(answered.head.slice("HTTP ".length));
    return [
      { line, method, path, headers, body, status, answer: JSON.parse(answered.body) as unknown },
    ];
  });
}

function blocksOf(text: string): readonly Block[] {
  return Array.from(text.matchAll(/^```http\n(.*?)^```$/gms), (match) => {
    const [top = "", ...rest] = (match[1] ?? "").split("\n\n");
    const [head = "", ...headers] = top.trim().split("\n");
    return {
      line: text.slice(0, match.index).split("\n").length,
      head,
      headers: Object.fromEntries(headers.map((header) => header.split(": ") as [string, string])),
      body: rest.join("\n\n").trim(),
    };
  });
}
