import { LocalError } from "../errors.js";

/** The URL of the server that this test run uses, which {@link globalSetup} has started. */
export function testServerUrl(): string {
  const url = process.env["STOPGAP_TEST_DATABASE_URL"];
  if (url) return url;
  throw new LocalError(
    "no_database",
    "This test run has no server. Name `@stopgap/local/vitest` as Vitest's globalSetup, or set " +
      "STOPGAP_TEST_DATABASE_URL.",
  );
}

/** A word that all databases of one test run carry in their names. */
export function testRun(): string {
  return process.env["STOPGAP_TEST_RUN"] ?? process.pid.toString();
}
