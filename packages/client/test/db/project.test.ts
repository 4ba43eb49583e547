import { readFile, writeFile } from "node:fs/promises";
import { generateApi } from "@stopgap/compiler/project";
import type { ProjectBundle } from "@stopgap/compiler/project";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Client } from "../../src/index.js";
import { api } from "../fixtures/shop/stopgap/_generated/api.js";
import type { Api } from "../fixtures/shop/stopgap/_generated/api.js";
import { Deployed } from "./deployed.js";
import { callFailure } from "./failure.js";
import { apiFile, bundleShop, deployBundle } from "./shop.js";

let deployed: Deployed;
let bundle: ProjectBundle;
let client: Client<Api>;
let deploymentId: number;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.database.client.query(`
    create schema shop;
    create table shop.product (id int primary key, name text, price int);
    insert into shop.product values (1, 'Kettle', 2550), (2, 'Bowl', 900);
    create table shop.event (id bigint generated always as identity (start 9007199254740993), what jsonb);`);
  bundle = await bundleShop();
  deploymentId = await deployBundle(deployed.database.client, "prod", bundle);
  client = createClient(api, { pool: deployed.pool() });
});
afterAll(() => deployed.drop());

describe("a project's api", () => {
  it("is what stopgap build writes for it", async () => {
    const text = generateApi(bundle.functions, bundle.contractHash);
    if (process.env["STOPGAP_UPDATE_GOLDEN"]) await writeFile(apiFile, text);
    expect(await readFile(apiFile, "utf8")).toBe(text);
  });

  it("calls what is deployed", async () => {
    const { products } = client.api;
    expect(await products.get({ id: 1 })).toEqual({ id: 1, name: "Kettle", price: "25.50 EUR" });
    expect(await products.get({ id: 3 })).toBeNull();
    expect(await products.list()).toEqual(["Kettle", "Bowl"]);
    expect(await products.list({ sort: "name", limit: 1 })).toEqual(["Bowl"]);
    expect(await products.count()).toBe(2);
    expect(await products.setPrice({ id: 2, price: 1000 })).toBe(true);
    expect((await products.get({ id: 2 }))?.price).toBe("10.00 EUR");
  });

  it("SG-X13 keeps every digit of integers past 2^53, there and back", async () => {
    const { events } = client.api.admin;
    const { id } = await events.record({ kind: "sold", product: 1, count: 2 });
    expect(id).toBe(9007199254740993n);
    const next = await events.record({ kind: "opened", at: new Date(0).toISOString() });
    expect(await events.since({ id })).toEqual([id, next.id]);
    expect(await events.since({ id: next.id })).toEqual([9007199254740994n]);
    expect(await events.kinds()).toEqual({ sold: 1, opened: 1 });
  });

  it("names the argument that is wrong, and the deployment", async () => {
    const price = "a lot" as unknown as number;
    expect(await callFailure(client.api.products.setPrice({ id: 1, price }))).toMatchObject({
      code: "invalid_args",
      path: "api.products.setPrice",
      issues: [{ path: "$.price", message: "expected int, received string" }],
      deploymentId,
    });
  });

  it("knows whether what is deployed is what it was made from", async () => {
    expect(await client.checkContract()).toMatchObject({ status: "same", deploymentId });
  });
});
