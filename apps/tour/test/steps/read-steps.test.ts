import { describe, expect, it } from "vitest";

import { readSteps } from "../../src/steps/read-steps.js";

const page = `# Page

## Tour

Not part of a step.

### First

Some
prose.

\`\`\`sql
create table a ();
select 1;
\`\`\`

\`\`\`text
ERROR:  no
\`\`\`

### Second

\`\`\`console
$ stopgap status
active

$ stopgap diff
none
\`\`\`

## After

### Not a step
`;

describe("the steps of a page", () => {
  it("are the headings of its section, with prose, statements and commands below them", () => {
    expect(readSteps(page, "Tour")).toEqual([
      {
        title: "First",
        parts: [
          "Some\nprose.",
          {
            kind: "sql",
            line: 12,
            inputs: ["create table a ()", "select 1"],
            expected: "ERROR:  no",
            fails: true,
          },
        ],
      },
      {
        title: "Second",
        parts: [
          {
            kind: "console",
            line: 23,
            inputs: ["stopgap status", "stopgap diff"],
            expected: "$ stopgap status\nactive\n\n$ stopgap diff\nnone",
            fails: false,
          },
        ],
      },
    ]);
  });

  it("are refused where the section is missing", () => {
    expect(() => readSteps(page, "Nowhere")).toThrow('there is no section "Nowhere"');
  });

  it("are refused with a block that nothing runs or prints", () => {
    const stray = "## Tour\n\n### First\n\n```text\nhello\n```\n";

    expect(() => readSteps(stray, "Tour")).toThrow('line 5: a block of "text"');
  });
});
