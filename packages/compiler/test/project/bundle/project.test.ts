import { describe, expect, it } from "vitest";
import { projectFolder } from "../project-folder.js";

describe("a project's bundle", () => {
  it("names the artifact of each function, and has all that they import", async () => {
    const folder = projectFolder({
      "users.ts": `import { query } from "@stopgap/runtime"; import { greeting } from "./_lib/greeting";
        export const get = query(async () => greeting); export const list = query(async () => [greeting]);`,
      "admin/users.ts": `import { query } from "@stopgap/runtime"; export const get = query(async () => 1);`,
      "_lib/greeting.ts": `export const greeting = "hello";`,
    });
    const { functions, artifacts, contractHash } = await folder.open().bundle();
    const fileOf = new Map(artifacts.map(({ hash, file }) => [hash, file]));
    expect(functions.map(({ path, artifactHash }) => [path, fileOf.get(artifactHash)])).toEqual([
      ["api.admin.users.get", "stopgap/admin/users.ts"],
      ["api.users.get", "stopgap/users.ts"],
      ["api.users.list", "stopgap/users.ts"],
    ]);
    expect(artifacts).toHaveLength(3);
    expect(contractHash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("is refused with what the check finds, and with what cannot be bundled", async () => {
    const folder = projectFolder({
      "a.ts": `import { query } from "@stopgap/runtime"; export const get = query(async () => missing);`,
    });
    const project = folder.open();
    await expect(project.bundle()).rejects.toMatchObject({
      code: "diagnostics",
      message: "Cannot find name 'missing'.",
    });
    folder.write({
      "a.ts": `import { query } from "@stopgap/runtime"; import x from "data:text/plain,";
        // @ts-ignore
        export const get = query(async () => x);`,
    });
    project.refresh();
    await expect(project.bundle()).rejects.toMatchObject({ code: "diagnostics" });
  });
});
