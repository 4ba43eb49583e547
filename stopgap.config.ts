import { defineConfig } from "@stopgap/cli/config";

// Environments and their databases. Where none is named, it is --db, STOPGAP_DB or DATABASE_URL. `stopgap dev` uses the
// environment dev, on the server of `stopgap db start` unless another database is named for it.
export default defineConfig({
  environments: {
    prod: { db: process.env["DATABASE_URL"] },
  },
});
