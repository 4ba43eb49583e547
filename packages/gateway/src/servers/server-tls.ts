import type { ConnectionOptions } from "node:tls";

/** How much is asked of a server's encryption, as PostgreSQL's own programs call it. */
export const tlsModes = ["disable", "require", "verify-ca", "verify-full"] as const;

/** One of {@link tlsModes}. */
export type TlsMode = (typeof tlsModes)[number];

/** How connections to a server are encrypted. */
export interface ServerTls {
  /**
   * `require`: encrypted, whoever answers. `verify-ca`: the server's certificate is of an authority that is trusted. `verify-full`: and is for
   * its host.
   */
  readonly mode: TlsMode;
  /** Certificates of the authorities that are trusted, as PEM. Null: those that Node.js has. */
  readonly rootCertificates: string | null;
}

/** Whether a mode looks at the server's certificate. */
export function verifies(mode: TlsMode): boolean {
  return mode === "verify-ca" || mode === "verify-full";
}

/** What `pg` is told as `ssl`. Undefined: what `PGSSLMODE` says. */
export function tlsOptions(tls: ServerTls | undefined): ConnectionOptions | false | undefined {
  switch (tls?.mode) {
    case undefined:
      return undefined;
    case "disable":
      return false;
    case "require":
      return { rejectUnauthorized: false };
    case "verify-ca":
      return { ...authorities(tls), checkServerIdentity: () => undefined };
    case "verify-full":
      return authorities(tls);
  }
}

function authorities(tls: ServerTls | undefined): Pick<ConnectionOptions, "ca"> {
  return tls?.rootCertificates ? { ca: tls.rootCertificates } : {};
}
