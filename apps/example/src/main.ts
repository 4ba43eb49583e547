import { serve } from "@hono/node-server";
import { createClient } from "@stopgap/client";
import pg from "pg";

import { api } from "../stopgap/_generated/api.js";
import { shop } from "./shop.js";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
const client = createClient(api, { pool, env: process.env["STOPGAP_ENV"] ?? "prod" });
const port = Number(process.env["PORT"] ?? 3000);

const server = serve({ fetch: shop(client).fetch, port }, () => {
  console.log(`the shop listens on port ${port}`);
});
process.once("SIGTERM", () => {
  server.close(() => void pool.end());
});
