import { Command } from "commander";
import { describe, expect, it } from "vitest";

import { confirm } from "../src/confirm.js";
import { givenOptions } from "../src/options/given-options.js";
import { fakeContext } from "./fixtures/fake-context.js";

function asking(answer: string | undefined, env: NodeJS.ProcessEnv = {}) {
  const questions: string[] = [];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    return Promise.resolve(answer ?? "");
  };
  const { context } = fakeContext({ env, ask: answer === undefined ? undefined : ask });
  const options = givenOptions(new Command(), env);
  return { questions, confirmed: confirm({ context, options }, "Remove all?") };
}

describe("a question", () => {
  it.each(["y", "Y", "yes", " YES "])("is answered with yes by %j", async (answer) => {
    const { questions, confirmed } = asking(answer);
    await confirmed;
    expect(questions).toEqual(["Remove all? [y/N] "]);
  });

  it.each(["", "n", "no", "yesterday"])("is answered with no by %j", async (answer) => {
    await expect(asking(answer).confirmed).rejects.toMatchObject({
      code: "declined",
      exitCode: 15,
      message: "nothing was changed",
    });
  });

  it("is not asked when --yes answers it", async () => {
    const { questions, confirmed } = asking("n", { STOPGAP_YES: "1" });
    await confirmed;
    expect(questions).toEqual([]);
  });

  it("is an error that names the option where nobody can be asked", async () => {
    await expect(asking(undefined).confirmed).rejects.toMatchObject({
      code: "needs_yes",
      exitCode: 15,
      hint: "Give --yes, or set STOPGAP_YES=1.",
    });
  });
});
