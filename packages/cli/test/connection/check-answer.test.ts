import { expect, it } from "vitest";

import { checkAnswer, checkAnswers, type Shape } from "../../src/connection/check-answer.js";

const shape: Shape = { id: ["number", "null"], functions: ["array"] };

it("lets through what a command can read", () => {
  const answer = { id: null, functions: [], more: 1 };
  expect(checkAnswer("stopgap.status", answer, shape)).toBe(answer);
});

it.each([
  [[], "it is of type array, not object"],
  [null, "it is of type null, not object"],
  [{ functions: [] }, "its id is of type undefined, not number or null"],
  [{ id: 1, functions: {} }, "its functions is of type object, not array"],
])("refuses %j", (answer, reason) => {
  expect(() => checkAnswer("stopgap.status", answer, shape)).toThrow(
    expect.objectContaining({
      exitCode: 12,
      message: `the answer of stopgap.status cannot be read: ${reason}`,
    }),
  );
});

it("looks at each element of a list", () => {
  expect(() => checkAnswers("f", [{ id: 1, functions: [] }, { id: 2 }], shape)).toThrow(
    "its functions is of type undefined",
  );
});
