import { afterAll, beforeAll, expect, it } from "vitest";

import { openTenantGateway, type TenantGateway } from "../fixtures/tenant-gateway.js";

let tenants: TenantGateway;
beforeAll(async () => {
  tenants = await openTenantGateway();
});
afterAll(() => tenants.remove());

it(
  "answers everybody else while it reads an upload that takes long",
  { timeout: 120_000 },
  async () => {
    const [platform, hostile] = [tenants.parts.platform("shop"), tenants.parts.platform("hostile")];
    const { status } = await tenants.form(
      "/register",
      { platform },
      { "functions/one.sql": "create function one() returns int language sql as 'select 1';" },
    );
    expect(status).toBe(200);

    const answers: string[] = [];
    const uploading = tenants
      .form(
        "/register",
        { platform: hostile },
        {
          "tables/a.sql": "select;".repeat(500_000),
          "migrations/1.sql": `select ${"1+".repeat(200_000)}1`,
        },
      )
      .then((answer) => {
        answers.push("upload");
        return answer;
      });
    // Many: the first of them are answered before the upload has come.
    for (let turn = 0; turn < 30; turn += 1) {
      expect((await tenants.get("/live")).status).toBe(200);
      expect((await tenants.post("/call", { platform, function: "one" })).status).toBe(200);
      answers.push("call");
    }
    const refused = await uploading;
    expect(answers).toEqual([...Array<string>(30).fill("call"), "upload"]);
    expect(refused).toMatchObject({ status: 400, body: { error: "schema_extraction_failed" } });
    expect(await tenants.parts.registry.databases(hostile)).toEqual([]);
    expect(
      await tenants.parts.query(`select from pg_database where starts_with(datname, '${hostile}')`),
    ).toEqual([]);
  },
);
