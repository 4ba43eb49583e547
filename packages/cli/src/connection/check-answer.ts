import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";

type MemberType = "string" | "number" | "boolean" | "object" | "array" | "null";

/** The members of an answer that a command reads, and what each may be. */
export type Shape = Readonly<Record<string, readonly MemberType[]>>;

/**
 * Checks what the database has answered before a command reads it: another version may answer something else.
 *
 * @param what - What has answered, such as `stopgap.status`.
 * @returns the answer
 * @throws {CliError} `unreadable_answer`
 */
export function checkAnswer<Answer>(what: string, answer: Answer, shape: Shape): Answer {
  const type = typeOf(answer);
  if (type !== "object") throw unreadableAnswer(what, `it is of type ${type}, not object`);
  for (const [name, types] of Object.entries(shape)) {
    const found = typeOf((answer as Readonly<Record<string, unknown>>)[name]);
    if (!types.some((type) => type === found)) {
      throw unreadableAnswer(what, `its ${name} is of type ${found}, not ${types.join(" or ")}`);
    }
  }
  return answer;
}

/** The same for each element of a list. */
export function checkAnswers<Answer>(
  what: string,
  answers: readonly Answer[],
  shape: Shape,
): readonly Answer[] {
  const type = typeOf(answers);
  if (type !== "array") throw unreadableAnswer(what, `it is of type ${type}, not array`);
  return answers.map((each) => checkAnswer(what, each, shape));
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** An answer that makes no sense, and why. */
export function unreadableAnswer(what: string, reason: string): CliError {
  const message = `the answer of ${what} cannot be read: ${reason}`;
  return new CliError("unreadable_answer", exitCodes.unreadableAnswer, message, {
    hint: "The database may have another version of Stopgap: `stopgap init --db <url>` upgrades an older one.",
  });
}
