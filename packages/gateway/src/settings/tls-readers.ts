import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

import { type TlsMode, tlsModes } from "../servers/server-tls.js";
import type { Reader, Reading } from "./variable.js";

/** How connections are encrypted; null where nothing is said. */
export const tlsModeOrNone: Reader<TlsMode | null> = (value) => {
  if (value === "") return { value: null };
  const mode = tlsModes.find((each) => each === value);
  if (mode !== undefined) return { value: mode };
  const problem = `is '${value}'`;
  return value === "prefer" || value === "allow"
    ? {
        problem: `${problem}, with which a server that is asked for encryption may refuse it`,
        remedy: "write require, or disable",
      }
    : { problem, remedy: `write ${tlsModes.join(", ")}` };
};

/** The certificates in a file, as PEM; null where none is named. The file is read when the settings are. */
export const certificatesOrNone: Reader<string | null> = (path): Reading<string | null> => {
  if (path === "") return { value: null };
  const remedy =
    "write the path of a file with certificates as PEM, such as /etc/ssl/postgres-ca.pem";
  try {
    const text = readFileSync(path, "utf8");
    const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
    if (!certificates) return { problem: `is '${path}', which has no certificate`, remedy };
    for (const each of certificates) new X509Certificate(each);
    return { value: text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `is '${path}', which cannot be read: ${reason}`, remedy };
  }
};
