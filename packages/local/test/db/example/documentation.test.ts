import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it.each(["stopgap/users.ts", "test/users.test.ts"])(
  "docs/testing.md shows %s, which is tested here",
  async (file) => {
    const page = await readFile(new URL("../../../../../docs/testing.md", import.meta.url), "utf8");
    const source = await readFile(new URL(file, import.meta.url), "utf8");
    const shown = source
      .replace("../../../../src/testing.js", "@stopgap/local/testing")
      .replace("users.js", "users.ts");
    expect(page).toContain(`\`${file}\`:\n\n\`\`\`ts\n${shown}\`\`\`\n`);
  },
);
