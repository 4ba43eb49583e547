import { expect, it } from "vitest";

import { handlerPosition, readableDetail } from "../../src/errors/handler-detail.js";

const detail = {
  stage: "handler",
  function: { schema: "live", name: "f", oid: 1 },
  issues: [{ path: "$.id", message: "missing" }],
  detail: "Key (id)=(1) already exists.",
  stack: "at boom (live.f.ts:4:9)\nat <anonymous> (live.f.ts:7:18)",
};

it("shows people what a handler's error says beside its message", () => {
  expect(readableDetail(JSON.stringify(detail))).toBe(
    [
      "Key (id)=(1) already exists.",
      "$.id: missing",
      "at boom (live.f.ts:4:9)",
      "at <anonymous> (live.f.ts:7:18)",
    ].join("\n"),
  );
});

it.each(["Key (id)=(1) already exists.", "[1]", "{}", "null"])("leaves %s as it is", (text) => {
  expect(readableDetail(text)).toBe(text);
});

it("finds the place in the TypeScript that raised it", () => {
  expect(handlerPosition(JSON.stringify(detail))).toEqual({
    schema: "live",
    name: "f",
    line: 4,
    column: 9,
  });
});

it.each([
  { ...detail, stack: "" },
  { ...detail, stack: "at boom (live.another.ts:4:9)" },
  { ...detail, function: null },
])("finds none where it is not in that function: %j", (other) => {
  expect(handlerPosition(JSON.stringify(other))).toBeUndefined();
});
