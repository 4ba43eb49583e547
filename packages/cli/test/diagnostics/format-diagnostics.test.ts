import { expect, it } from "vitest";

import { formatDiagnostics } from "../../src/diagnostics/format-diagnostics.js";
import { plainStyle } from "../../src/output/style.js";

const diagnostic = {
  severity: "error",
  code: "TS2339",
  message: "Property 'toUpperCase' does not exist on type 'number'.",
  line: 2,
  column: 9,
};

it("shows a diagnostic as TypeScript does, with a code frame", () => {
  const text = "const id = 1;\r\n\tprint(id.toUpperCase());\r\n";
  expect(
    formatDiagnostics(
      [{ name: "app.f", text, diagnostics: [{ ...diagnostic, column: 11 }] }],
      plainStyle,
    ),
  ).toBe(
    [
      "app.f:2:11 - error TS2339: Property 'toUpperCase' does not exist on type 'number'.",
      "",
      "1 const id = 1;",
      "2 \tprint(id.toUpperCase());",
      "  \t         ^",
      "3 ",
    ].join("\n"),
  );
});

it("shows where it is when the source is not known", () => {
  expect(
    formatDiagnostics([{ name: "app.f", text: undefined, diagnostics: [diagnostic] }], plainStyle),
  ).toBe("app.f:2:9 - error TS2339: Property 'toUpperCase' does not exist on type 'number'.");
});

it("shows what has no place", () => {
  const global = { ...diagnostic, code: null, line: null, column: null, message: "No." };
  expect(formatDiagnostics([{ name: "app.f", text: "", diagnostics: [global] }], plainStyle)).toBe(
    "app.f - error: No.",
  );
});

it("does not let a source control the terminal", () => {
  const text = "a();\nb('\u001b[2J');";
  const shown = formatDiagnostics(
    [{ name: "app.f\u0007", text, diagnostics: [diagnostic] }],
    plainStyle,
  );
  expect(shown).toContain("2 b('\\x1b[2J');");
  expect(shown).toContain("app.f\\x07:2:9");
});

it("shows no frame for a line that the source does not have", () => {
  const far = { ...diagnostic, line: 9 };
  expect(
    formatDiagnostics([{ name: "app.f", text: "one", diagnostics: [far] }], plainStyle),
  ).not.toContain("\n");
});
