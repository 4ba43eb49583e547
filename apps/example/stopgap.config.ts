import { defineConfig } from "@stopgap/cli/config";

export default defineConfig({
  environments: {
    prod: { db: process.env["DATABASE_URL"] },
  },
});
