import { expect, it } from "vitest";

import { JsonText, printJson } from "../../src/output/json.js";

it("prints JSON text with every digit that it has", () => {
  const result = new JsonText('{"n": 12345678901234567890.10}');
  expect(printJson({ command: "call", result, also: [new JsonText("1.0")] })).toBe(
    [
      "{",
      '  "command": "call",',
      '  "result": {"n": 12345678901234567890.10},',
      '  "also": [',
      "    1.0",
      "  ]",
      "}",
    ].join("\n"),
  );
});

it("leaves alone what only looks like a replacement", () => {
  expect(printJson({ label: "$1 $& $$", result: new JsonText('"$&"') })).toBe(
    '{\n  "label": "$1 $& $$",\n  "result": "$&"\n}',
  );
});
