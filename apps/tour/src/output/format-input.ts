import type { Example } from "../steps/step.js";

const prompts = { sql: "=# ", console: "$ " } as const;

/** A statement or a command line as it would be typed at its prompt. */
export function formatInput(kind: Example["kind"], input: string): string {
  const prompt = prompts[kind];
  const text = kind === "sql" ? `${input};` : input;
  return prompt + text.replaceAll(/\n(?=.)/g, `\n${" ".repeat(prompt.length)}`);
}
