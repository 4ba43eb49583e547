import type { DatabaseServer } from "../servers/database-server.js";
import { type ServerTls, verifies } from "../servers/server-tls.js";
import { certificatesOrNone, tlsModeOrNone } from "./tls-readers.js";
import type { Reader, Reading } from "./variable.js";

const defaultPort = 5432;
const form =
  "write <name>=postgresql://<user>:<password>@<host>:<port>/<database>, with ?capacity=<n>&standby=<host>:<port>&sslmode=<mode>&sslrootcert=<file> where they apply";

/** A server by its URL, as in `DATABASE_URL`; null where there is none. It is called `default`. */
export const serverUrlOrNone: Reader<DatabaseServer | null> = (text) =>
  text === "" ? { value: null } : readServer("default", text, "");

/** Servers, each `<name>=<url>`, separated by commas or blanks; none where there are none. */
export const serverList: Reader<readonly DatabaseServer[]> = (text) => {
  const entries = text.split(/[\s,]+/).filter((each) => each !== "");
  const servers: DatabaseServer[] = [];
  for (const [index, entry] of entries.entries()) {
    const [, name, url] = /^([\w-]+)=(.+)$/.exec(entry) ?? [];
    const place = ` at place ${index + 1}`;
    if (name === undefined || url === undefined) {
      return { problem: `has something${place} that is no server`, remedy: form };
    }
    if (servers.some((each) => each.name === name)) {
      return { problem: `names '${name}' twice`, remedy: "give each server a name of its own" };
    }
    const reading = readServer(name, url, place);
    if (!("value" in reading)) return reading;
    servers.push(reading.value);
  }
  return { value: servers };
};

/** Reads one URL. What is found is never repeated, because it may have a password. */
function readServer(name: string, text: string, place: string): Reading<DatabaseServer> {
  const wrong = (problem: string): Reading<DatabaseServer> => ({ problem, remedy: form });
  if (!URL.canParse(text) || !/^postgres(ql)?:\/\//.test(text)) {
    return wrong(`has something${place} that is no URL of a PostgreSQL server`);
  }
  const url = new URL(text);
  const database = decoded(url.pathname.slice(1));
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (database === null || user === null || password === null) {
    return wrong(`has a URL${place} whose percent signs do not fit; write % as %25`);
  }
  if (url.hostname === "" || user === "") return wrong(`has a URL${place} without host or user`);
  const capacity = url.searchParams.get("capacity");
  if (capacity !== null && !/^[1-9]\d{0,8}$/.test(capacity)) {
    return wrong(`has a capacity${place} that is not a whole number from 1`);
  }
  const standby = url.searchParams.get("standby");
  const [, host, port] = /^([^:]+|\[[^\]]+\])(?::(\d{1,5}))?$/.exec(standby ?? "") ?? [];
  if (standby !== null && host === undefined) {
    return wrong(`has a standby${place} that is not <host>:<port>`);
  }
  const tls = readTls(url.searchParams, place);
  if (!("value" in tls)) return tls;
  const unknown = [...url.searchParams.keys()].find((key) => !parameters.has(key));
  if (unknown !== undefined) return wrong(`has the parameter '${unknown}'${place}`);
  return {
    value: {
      name,
      host: unbracketed(url.hostname),
      port: url.port === "" ? defaultPort : Number(url.port),
      database: database === "" ? "postgres" : database,
      user,
      password,
      tls: tls.value,
      capacity: capacity === null ? null : Number(capacity),
      standby:
        host === undefined
          ? null
          : { host: unbracketed(host), port: port === undefined ? defaultPort : Number(port) },
    },
  };
}

const parameters: ReadonlySet<string> = new Set(["capacity", "standby", "sslmode", "sslrootcert"]);

function readTls(parameters: URLSearchParams, place: string): Reading<ServerTls | undefined> {
  const read = <Value>(name: string, reader: Reader<Value>): Reading<Value> => {
    const reading = reader(parameters.get(name) ?? "");
    if ("value" in reading) return reading;
    return { ...reading, problem: `has a URL${place} whose ${name} ${reading.problem}` };
  };
  const mode = read("sslmode", tlsModeOrNone);
  if (!("value" in mode)) return mode;
  const certificates = read("sslrootcert", certificatesOrNone);
  if (!("value" in certificates)) return certificates;
  if (certificates.value !== null && (mode.value === null || !verifies(mode.value))) {
    return {
      problem: `has a URL${place} with sslrootcert, and its sslmode looks at no certificate`,
      remedy: "write sslmode=verify-full, or verify-ca",
    };
  }
  return {
    value:
      mode.value === null ? undefined : { mode: mode.value, rootCertificates: certificates.value },
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
