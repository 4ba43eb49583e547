import { describe, expect, it } from "vitest";

import { closingWords } from "../../src/output/closing-words.js";

const url = "postgresql://postgres:secret@127.0.0.1:5432/tour";

describe("the tour ends with", () => {
  it("the database and commands to go on with", () => {
    const words = closingWords(url, false);

    expect(words).toContain(`export STOPGAP_DB='${url}'\n`);
    expect(words).toContain("npm run -s stopgap -- status\n");
    expect(words).not.toContain("db stop");
  });

  it("how to stop the server where it is the local one", () => {
    expect(closingWords(url, true)).toContain("`npm run -s stopgap -- db stop`");
  });
});
